import { expect, test } from 'vitest';
import type { Result } from '../api/problem';
import { decodeKey, type PushPort, turnOn } from './subscribe';

const KEY = 'BAEC';
const never = new Promise<never>(() => undefined);
const taken: Result<void> = {
  ok: false,
  kind: 'problem',
  status: 409,
  problem: { type: 'about:blank', status: 409, code: 'subscription_taken', title: '', detail: '' },
};

function subscription(endpoint: string, log: string[], key = decodeKey(KEY)): PushSubscription {
  return {
    endpoint,
    options: { applicationServerKey: key.buffer },
    toJSON: () => ({ endpoint, keys: { p256dh: 'p', auth: 'a' } }),
    unsubscribe: async () => log.push(`leave ${endpoint}`) > 0,
  } as unknown as PushSubscription;
}

function port(over: Partial<PushPort> & { log?: string[] } = {}): PushPort {
  const log = over.log ?? [];
  let made = 0;
  return {
    supported: () => true,
    ask: async () => 'granted',
    key: async () => ({ ok: true, data: { key: KEY } }),
    existing: async () => null,
    subscribe: async () => {
      made += 1;
      return subscription(`new-${made}`, log);
    },
    put: async (json) => {
      log.push(`put ${json.endpoint}`);
      return { ok: true, data: undefined };
    },
    wait: () => never,
    ...over,
  };
}

test('asks, subscribes, tells the server', async () => {
  const log: string[] = [];
  expect(await turnOn(port({ log }))).toBe('on');
  expect(log).toEqual(['put new-1']);
});

test('says so when the device cannot, or the person does not want', async () => {
  expect(await turnOn(port({ supported: () => false }))).toBe('unsupported');
  expect(await turnOn(port({ ask: async () => 'denied' }))).toBe('denied');
  expect(await turnOn(port({ ask: async () => 'default' }))).toBe('denied');
});

test('a subscribe() that never settles ends in a time-out', async () => {
  expect(await turnOn(port({ subscribe: () => never, wait: async () => undefined }))).toBe('timeout');
});

test('a push service that refuses, and a server that cannot be reached, are failures', async () => {
  expect(await turnOn(port({ subscribe: () => Promise.reject(new Error('AbortError')) }))).toBe('failed');
  expect(await turnOn(port({ key: async () => ({ ok: false, kind: 'unreachable' }) }))).toBe('failed');
  expect(await turnOn(port({ put: async () => ({ ok: false, kind: 'unreachable' }) }))).toBe('failed');
});

test('a subscription of somebody else on this phone is left, and a new one made', async () => {
  const log: string[] = [];
  let first = true;
  const put: PushPort['put'] = async (json) => {
    log.push(`put ${json.endpoint}`);
    if (!first) return { ok: true, data: undefined };
    first = false;
    return taken;
  };
  expect(await turnOn(port({ existing: async () => subscription('old', log), put, log }))).toBe('on');
  expect(log).toEqual(['put old', 'leave old', 'put new-1']);
});

test('a subscription made with another server key is replaced', async () => {
  const log: string[] = [];
  const old = subscription('old', log, decodeKey('BBBB'));
  expect(await turnOn(port({ existing: async () => old, log }))).toBe('on');
  expect(log).toEqual(['leave old', 'put new-1']);
});

test('keys are base64url without padding', () => {
  expect([...decodeKey('-_8')]).toEqual([0xfb, 0xff]);
});
