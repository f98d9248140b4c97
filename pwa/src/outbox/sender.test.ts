import 'fake-indexeddb/auto';
import { IDBFactory } from 'fake-indexeddb';
import { beforeEach, describe, expect, test } from 'vitest';
import type { Rating } from '../api/types';
import type { Raw } from './answer';
import { forgetDatabase } from './db';
import { BATCH, drain, type Token, type Wire } from './sender';
import { entriesOf, saveDraft, updateEntries } from './store';
import { draft, installLocks } from './testing';
import type { EntryState } from './types';

installLocks();

const json = (body: unknown, status = 200): Raw => ({
  status,
  type: status === 200 ? 'application/json' : 'application/problem+json',
  body: JSON.stringify(body),
  retry_after: null,
});
const problem = (status: number, code: string) =>
  json({ status, code, title: code, detail: `detail of ${code}` }, status);

/// A server that keeps what it is given, until told to misbehave.
class FakeServer implements Wire {
  readonly stored = new Map<string, Rating>();
  readonly requests: string[][] = [];
  readonly tokens: boolean[] = [];
  misbehave: (ratings: Rating[]) => Raw | null = () => null;
  access: (fresh: boolean) => Token = () => ({ kind: 'token', token: 'good' });
  open = 0;
  mostOpen = 0;

  async token(_account: string, fresh: boolean): Promise<Token> {
    this.tokens.push(fresh);
    return this.access(fresh);
  }

  async post(_token: string, ratings: Rating[]): Promise<Raw> {
    this.requests.push(ratings.map((rating) => rating.id));
    this.open += 1;
    this.mostOpen = Math.max(this.mostOpen, this.open);
    await new Promise((resolve) => setTimeout(resolve, 1));
    this.open -= 1;
    return this.misbehave(ratings) ?? this.store(ratings);
  }

  store(ratings: Rating[]): Raw {
    const results = ratings.map(({ id, ...rest }) => {
      const outcome = this.stored.has(id) ? 'duplicate' : 'stored';
      this.stored.set(id, { id, ...rest });
      return { id, outcome };
    });
    return json({ results });
  }

  now = () => new Date('2026-03-02T13:00:00Z');
}

let server: FakeServer;
const fill = async (...ids: string[]) => {
  for (const [i, id] of ids.entries()) await saveDraft(draft(id), new Date(Date.UTC(2026, 2, 2, 12, 0, i)));
};
const states = async () =>
  Object.fromEntries((await entriesOf('aide-1')).map((entry) => [entry.id, entry.state])) as Record<
    string,
    EntryState
  >;
const send = () => drain('aide-1', server, () => undefined);

beforeEach(async () => {
  await forgetDatabase();
  globalThis.indexedDB = new IDBFactory();
  server = new FakeServer();
});

test('what is stored is acknowledged, and its free text leaves the phone', async () => {
  await saveDraft(draft('1', { note: 'a dit bonjour' }), new Date());
  expect(await send()).toEqual({ kind: 'empty', sent: 1 });
  const [entry] = await entriesOf('aide-1');
  expect(entry).toMatchObject({
    state: 'acknowledged',
    acknowledged_at: '2026-03-02T13:00:00.000Z',
    had_note: true,
  });
  expect(entry?.rating.note).toBeNull();
  expect(server.stored.get('1')?.note).toBe('a dit bonjour');
});

test('batches hold at most fifty and go one after the other, oldest first', async () => {
  await fill(...Array.from({ length: BATCH + 3 }, (_, i) => String(i).padStart(3, '0')));
  await send();
  expect(server.requests.map((ids) => ids.length)).toEqual([BATCH, 3]);
  expect(server.requests[0]?.[0]).toBe('000');
  expect(server.mostOpen).toBe(1);
});

test('two senders at once send one request at a time and nothing twice', async () => {
  await fill('1', '2');
  await Promise.all([send(), send(), send()]);
  expect(server.mostOpen).toBe(1);
  expect(server.requests).toEqual([['1', '2']]);
});

describe('nothing is acknowledged', () => {
  test.each<[string, Raw]>([
    [
      'by the page of a captive portal',
      { status: 200, type: 'text/html', body: '<h1>Wi-Fi</h1>', retry_after: null },
    ],
    ['by a 500', problem(500, 'internal')],
    ['by a 200 that repeats no id', json({ results: [] })],
    ['by a 200 that repeats another id', json({ results: [{ id: 'z', outcome: 'stored' }] })],
  ])('%s', async (_, answer) => {
    await fill('1');
    server.misbehave = () => answer;
    expect(await send()).toMatchObject({ kind: 'later', sent: 0 });
    expect(await states()).toEqual({ 1: 'waiting' });
    expect((await entriesOf('aide-1'))[0]?.attempts).toBe(1);
  });

  test('by a dead network', async () => {
    await fill('1');
    server.post = () => Promise.reject(new TypeError('failed to fetch'));
    expect(await send()).toMatchObject({ kind: 'later' });
    expect(await states()).toEqual({ 1: 'waiting' });
  });
});

test('an answer lost on the way leads to a second sending of the same id, stored once', async () => {
  await fill('1');
  let lost = false;
  server.misbehave = (ratings) => {
    if (lost) return null;
    lost = true;
    server.store(ratings);
    return { status: 502, type: 'text/html', body: '', retry_after: null };
  };
  await send();
  expect(await states()).toEqual({ 1: 'waiting' });
  await send();
  expect(await states()).toEqual({ 1: 'acknowledged' });
  expect(server.requests).toEqual([['1'], ['1']]);
  expect(server.stored.size).toBe(1);
});

test('an answer for some acknowledges those and keeps the others waiting', async () => {
  await fill('1', '2');
  server.misbehave = () => json({ results: [{ id: '2', outcome: 'stored' }] });
  expect(await send()).toEqual({ kind: 'later', sent: 1, retry_after_ms: 0 });
  expect(await states()).toEqual({ 1: 'waiting', 2: 'acknowledged' });
});

test('a refused entry is kept with the reason, and does not hold back the next', async () => {
  await fill('1', '2');
  const why = {
    type: 'about:blank',
    status: 422,
    code: 'unknown_person',
    title: 't',
    detail: 'Personne inconnue',
  };
  server.misbehave = () =>
    json({
      results: [
        { id: '1', outcome: 'refused', problem: why },
        { id: '2', outcome: 'stored', marked: 'too_old' },
      ],
    });
  expect(await send()).toEqual({ kind: 'empty', sent: 1 });
  const [one, two] = await entriesOf('aide-1');
  expect(one).toMatchObject({ state: 'rejected', problem: why });
  expect(two).toMatchObject({ state: 'acknowledged', marked: 'too_old' });
  await send();
  expect(server.requests).toHaveLength(1);
});

describe('a token the server refuses', () => {
  test('is refreshed once, and the batch goes out', async () => {
    await fill('1');
    server.misbehave = () => (server.tokens.length < 2 ? problem(401, 'unauthenticated') : null);
    expect(await send()).toEqual({ kind: 'empty', sent: 1 });
    expect(server.tokens).toEqual([false, true]);
  });

  test('twice leaves the entries waiting for a sign-in; after it they go out', async () => {
    await fill('1');
    server.misbehave = () => problem(401, 'unauthenticated');
    expect(await send()).toEqual({ kind: 'auth', sent: 0 });
    expect(await states()).toEqual({ 1: 'auth' });
    expect(server.requests).toHaveLength(2);
    server.misbehave = () => null;
    expect(await send()).toEqual({ kind: 'empty', sent: 1 });
    expect(await states()).toEqual({ 1: 'acknowledged' });
  });

  test('or a session that is over, sends nothing at all', async () => {
    await fill('1');
    server.access = () => ({ kind: 'ended' });
    expect(await send()).toEqual({ kind: 'auth', sent: 0 });
    expect(server.requests).toEqual([]);
    expect(await states()).toEqual({ 1: 'auth' });
  });

  test('an unreachable refresh is not the end of the session', async () => {
    await fill('1');
    server.access = () => ({ kind: 'unreachable' });
    expect(await send()).toMatchObject({ kind: 'later' });
    expect(await states()).toEqual({ 1: 'waiting' });
  });
});

test('one entry the server cannot take is found by halving, and the others are stored', async () => {
  await fill('1', '2', '3', '4', '5');
  server.misbehave = (ratings) =>
    ratings.some((r) => r.id === '3') ? problem(422, 'validation_failed') : null;
  expect(await send()).toMatchObject({ kind: 'empty', sent: 4 });
  expect(await states()).toEqual({
    1: 'acknowledged',
    2: 'acknowledged',
    3: 'rejected',
    4: 'acknowledged',
    5: 'acknowledged',
  });
});

test('a phone too full to write still sends, and says so once there is room', async () => {
  await fill('1');
  const put = IDBObjectStore.prototype.put;
  IDBObjectStore.prototype.put = () => {
    throw new DOMException('full', 'QuotaExceededError');
  };
  await expect(send()).rejects.toThrow('full');
  IDBObjectStore.prototype.put = put;
  expect(server.stored.size).toBe(1);
  expect(await send()).toEqual({ kind: 'empty', sent: 1 });
  expect(server.requests).toEqual([['1'], ['1']]);
});

describe('a correction', () => {
  const chain = async () => {
    await saveDraft(draft('first'), new Date());
    await saveDraft(draft('second', { replaces: 'first' }), new Date());
    await saveDraft(draft('third', { replaces: 'second' }), new Date());
  };

  test('is sent once it is known what became of the rating it replaces', async () => {
    await chain();
    expect(await send()).toEqual({ kind: 'empty', sent: 3 });
    expect(server.requests).toEqual([['first'], ['second'], ['third']]);
  });

  test('of a rating that is refused replaces what that one would have replaced', async () => {
    await chain();
    server.misbehave = ([rating]) =>
      rating?.id === 'second' ? json({ results: [{ id: 'second', outcome: 'refused' }] }) : null;
    await send();
    expect(await states()).toEqual({ first: 'acknowledged', second: 'withdrawn', third: 'acknowledged' });
    expect(server.stored.get('third')?.replaces).toBe('first');
  });

  test('waits while a whole request was refused, which may have arrived before', async () => {
    await chain();
    server.misbehave = ([rating]) => (rating?.id === 'second' ? problem(422, 'validation_failed') : null);
    expect(await send()).toEqual({ kind: 'empty', sent: 1 });
    expect(await states()).toEqual({ first: 'acknowledged', second: 'rejected', third: 'waiting' });
  });
});

test('an entry left in sending by a page that died goes out again', async () => {
  await fill('1');
  await updateEntries(['1'], (entry) => ({ ...entry, state: 'sending' }));
  await send();
  expect(await states()).toEqual({ 1: 'acknowledged' });
});

test('another account on the same phone is left alone', async () => {
  await saveDraft(draft('other', { account: 'aide-2' }), new Date());
  await fill('1');
  await send();
  expect(server.requests).toEqual([['1']]);
  expect((await entriesOf('aide-2'))[0]?.state).toBe('waiting');
});

test('three hundred random runs lose nothing and store nothing twice', async () => {
  let seed = 20260302;
  const random = () => {
    seed = (seed * 48271) % 2147483647;
    return seed / 2147483647;
  };
  const faults: ((ratings: Rating[]) => Raw | null)[] = [
    () => ({ status: 200, type: 'text/html', body: '<p>portal</p>', retry_after: null }),
    () => problem(500, 'internal'),
    () => problem(401, 'unauthenticated'),
    () => json({ results: [] }),
    (ratings) => {
      server.store(ratings);
      return problem(503, 'overloaded');
    },
    (ratings) => {
      server.store(ratings.slice(0, 1));
      return json({ results: [{ id: ratings[0]?.id, outcome: 'stored' }] });
    },
    () => null,
    () => null,
  ];
  const saved: string[] = [];
  server.misbehave = (ratings) => faults[Math.floor(random() * faults.length)]?.(ratings) ?? null;
  for (let run = 0; run < 300; run++) {
    if (random() < 0.4) {
      saved.push(`r${run}`);
      await saveDraft(draft(`r${run}`), new Date(Date.UTC(2026, 2, 2) + run));
    }
    if (random() < 0.1) await forgetDatabase();
    await send();
  }
  server.misbehave = () => null;
  await send();
  expect(Object.values(await states()).filter((state) => state !== 'acknowledged')).toEqual([]);
  expect([...server.stored.keys()].sort()).toEqual([...saved].sort());
}, 30_000);
