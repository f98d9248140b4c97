import 'fake-indexeddb/auto';
import { IDBFactory } from 'fake-indexeddb';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { forgetDatabase } from '../outbox/db';
import { recall } from '../outbox/kv';
import { MOST_KEPT, report, type Told, tellKept } from './receipts';

beforeEach(async () => {
  await forgetDatabase();
  globalThis.indexedDB = new IDBFactory();
});
afterEach(() => vi.unstubAllGlobals());

const kept = async () => (await recall<string[]>('receipts')) ?? [];

/// A server that can be reached or not, and what it heard.
function server(reached = true) {
  const told: string[] = [];
  const tell = async (receipt: string): Promise<Told> => {
    if (!line.reached) return 'later';
    told.push(receipt);
    return 'settled';
  };
  const line = { reached, told, tell };
  return line;
}

test('a receipt that comes through is not kept', async () => {
  const line = server();
  await report('one', line.tell);
  expect(line.told).toEqual(['one']);
  expect(await kept()).toEqual([]);
});

test('what found no network goes with the next push, once', async () => {
  const line = server(false);
  await report('one', line.tell);
  await report('two', line.tell);
  expect(await kept()).toEqual(['one', 'two']);
  line.reached = true;
  await report('three', line.tell);
  expect(line.told).toEqual(['three', 'one', 'two']);
  await report('four', line.tell);
  expect(line.told).toEqual(['three', 'one', 'two', 'four']);
});

test('what found no network goes at the next start', async () => {
  const line = server(false);
  await report('one', line.tell);
  await tellKept(line.tell);
  expect(await kept()).toEqual(['one']);
  line.reached = true;
  await tellKept(line.tell);
  expect(line.told).toEqual(['one']);
  expect(await kept()).toEqual([]);
});

test('no more than twenty are kept, the newest', async () => {
  const line = server(false);
  for (let i = 0; i < MOST_KEPT + 5; i++) await report(`r${i}`, line.tell);
  const list = await kept();
  expect(list).toHaveLength(MOST_KEPT);
  expect(list.at(-1)).toBe('r24');
  expect(list[0]).toBe('r5');
});

test.each([
  [204, []],
  [400, []],
  [422, []],
  [200, ['one']],
  [302, ['one']],
  [429, ['one']],
  [503, ['one']],
])('after an answer %i, kept is %j', async (status, expected) => {
  const fetched = vi.fn(async () => ({ status }));
  vi.stubGlobal('fetch', fetched);
  await report('one');
  expect(await kept()).toEqual(expected);
  const [path, init] = fetched.mock.calls[0] as unknown as [string, RequestInit];
  expect(path).toBe('/api/push/receipts');
  expect(init).toMatchObject({
    method: 'POST',
    keepalive: true,
    credentials: 'omit',
    body: '{"receipt":"one"}',
  });
  expect(JSON.stringify(init.headers)).not.toMatch(/authorization/i);
});

test('a network that fails is no error', async () => {
  vi.stubGlobal('fetch', async () => Promise.reject(new TypeError('offline')));
  await expect(report('one')).resolves.toBeUndefined();
  expect(await kept()).toEqual(['one']);
});
