import { describe, expect, test } from 'vitest';
import type { Result } from '../api/problem';
import { decodeKey, keepOn, type PushPort, turnOn } from './subscribe';

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
    permission: () => 'granted',
    put: async (json, key) => {
      log.push(`put ${json.endpoint} ${key}`);
      return { ok: true, data: undefined };
    },
    drop: async (endpoint) => {
      log.push(`drop ${endpoint}`);
      return { ok: true, data: undefined };
    },
    wait: () => never,
    ...over,
  };
}

test('asks, subscribes, tells the server', async () => {
  const log: string[] = [];
  expect(await turnOn(port({ log }))).toBe('on');
  expect(log).toEqual(['put new-1 BAEC']);
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
  expect(log).toEqual(['leave old', 'put new-1 BAEC', 'drop old']);
});

describe('at a start of the app', () => {
  const other = (log: string[]) => subscription('old', log, decodeKey('BBBB'));

  test('a key that changed is followed without a word', async () => {
    const log: string[] = [];
    const ask = async () => Promise.reject(new Error('must not ask'));
    expect(await keepOn(port({ existing: async () => other(log), ask, log }), 'mine')).toBe('on');
    expect(log).toEqual(['leave old', 'put new-1 BAEC', 'drop old']);
  });

  test.each(['mine', 'unknown'] as const)(
    'a subscription of %s is said again: the server may have lost it',
    async (whose) => {
      const log: string[] = [];
      expect(await keepOn(port({ existing: async () => subscription('old', log), log }), whose)).toBe('on');
      expect(log).toEqual(['put old BAEC']);
    },
  );

  test('one that the browser dropped is made again for whoever turned it on, and for nobody else', async () => {
    const log: string[] = [];
    expect(await keepOn(port({ log }), 'unknown')).toBe('off');
    expect(await keepOn(port({ log }), 'theirs')).toBe('off');
    expect(log).toEqual([]);
    expect(await keepOn(port({ log }), 'mine')).toBe('on');
    expect(log).toEqual(['put new-1 BAEC']);
  });

  test('on a shared phone signing in subscribes nobody', async () => {
    const log: string[] = [];
    const existing = async () => subscription('old', log);
    expect(await keepOn(port({ existing, log }), 'theirs')).toBe('off');
    expect(await keepOn(port({ existing, put: async () => taken, log }), 'unknown')).toBe('off');
    expect(await keepOn(port({ existing: async () => other(log), log }), 'unknown')).toBe('off');
    expect(log).toEqual([]);
  });

  test('nothing is done without permission, and nothing is left while the server cannot be reached', async () => {
    const log: string[] = [];
    const existing = async () => other(log);
    expect(await keepOn(port({ existing, permission: () => 'default', log }), 'mine')).toBe('off');
    const key = async () => ({ ok: false, kind: 'unreachable' }) as const;
    expect(await keepOn(port({ existing, key, log }), 'mine')).toBe('failed');
    expect(log).toEqual([]);
  });
});

test('keys are base64url without padding', () => {
  expect([...decodeKey('-_8')]).toEqual([0xfb, 0xff]);
});
