import 'fake-indexeddb/auto';
import { IDBFactory } from 'fake-indexeddb';
import { openDB } from 'idb';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { sealClear } from './clear';
import { database, forgetDatabase } from './db';
import { forgetAll, recall, remember } from './kv';
import { readEntries, rewrite } from './rows';
import { dropLost, getDraft, putDraft, saveDraft, updateEntries, wipeAccount } from './store';
import { draft } from './testing';
import type { Draft, Entry } from './types';

const ME = 'aide-1';
const NOON = new Date('2026-03-02T12:00:00Z');
const SECRETS = ['Mme Essai', 'tombée hier', 'health', 'Alice'];

beforeEach(async () => {
  await forgetDatabase();
  globalThis.indexedDB = new IDBFactory();
});
afterEach(() => vi.restoreAllMocks());

/// Something else happens just before each sealing.
function beforeSealing(happens: () => Promise<unknown>): void {
  const encrypt = crypto.subtle.encrypt.bind(crypto.subtle);
  vi.spyOn(crypto.subtle, 'encrypt').mockImplementation(async (...args) => {
    await happens();
    return encrypt(...args);
  });
}

/// All that lies in the database, as somebody reads it who has only the bytes.
async function bytes(): Promise<string> {
  const db = await database();
  const show = (_: string, value: unknown) =>
    value instanceof ArrayBuffer || ArrayBuffer.isView(value)
      ? Buffer.from(value as ArrayBuffer).toString('latin1')
      : value;
  const found = await Promise.all([...db.objectStoreNames].map((name) => db.getAll(name)));
  return JSON.stringify(found, show);
}

/// What version 1 wrote.
async function writeClear(...entries: Entry[]): Promise<void> {
  const db = await database();
  for (const entry of entries) await db.put('entries', entry);
}

async function clearEntry(id: string, over: Partial<Entry> = {}): Promise<Entry> {
  const made = await saveDraft(draft(id, { note: 'tombée hier' }), NOON);
  await rewrite(ME, () => ({ remove: [id] }));
  return { ...made, ...over };
}

test('nothing of a person lies readable on the phone', async () => {
  await putDraft(draft('open', { note: 'tombée hier' }));
  await saveDraft(draft('1', { note: 'tombée hier' }), NOON);
  await remember('profile', { name: 'Alice' });
  const found = await bytes();
  for (const secret of SECRETS) expect(found).not.toContain(secret);
  expect(await getDraft(ME, 'visit:open')).toMatchObject({ note: 'tombée hier' });
  expect((await readEntries(ME)).entries[0]).toMatchObject({ person_name: 'Mme Essai' });
  expect(await recall('profile')).toEqual({ name: 'Alice' });
});

test('what an older version wrote in clear is read as it is, then sealed', async () => {
  const rejected = await clearEntry('rejected', { state: 'rejected' });
  const theirs = await clearEntry('theirs', { account: 'aide-2' });
  await writeClear(rejected, await clearEntry('waiting', { seq: 2 }), theirs);
  await (await database()).put('drafts', draft('open', { note: 'tombée hier' }));
  await (await database()).put('kv', { name: 'Alice' }, 'profile');
  await (await database()).put('kv', ['receipt'], 'receipts');
  const before = await readEntries(ME);
  expect(before.entries.map(({ id }) => id)).toEqual(['rejected', 'waiting']);
  await sealClear(['receipts']);
  const found = await bytes();
  for (const secret of SECRETS) expect(found).not.toContain(secret);
  expect(await readEntries(ME)).toEqual(before);
  expect((await readEntries('aide-2')).entries).toEqual([theirs]);
  expect(await getDraft(ME, 'visit:open')).toMatchObject({ note: 'tombée hier' });
  expect(await recall('profile')).toEqual({ name: 'Alice' });
  expect(await (await database()).get('kv', 'receipts')).toEqual(['receipt']);
});

test('a page that an update left behind still counts: its entries are moved on, its drafts are newer', async () => {
  await putDraft(draft('1', { note: 'first' }));
  await (await database()).put('drafts', draft('1', { note: 'second' }));
  expect(await getDraft(ME, 'visit:1')).toMatchObject({ note: 'second' });
  await writeClear(await clearEntry('old'));
  await updateEntries(['old'], (entry) => ({ ...entry, state: 'acknowledged' }));
  expect(await (await database()).count('entries')).toBe(0);
  expect((await readEntries(ME)).entries).toMatchObject([{ id: 'old', state: 'acknowledged' }]);
});

test('two tabs that change an account at once both have their say', async () => {
  await saveDraft(draft('1'), NOON);
  const both = [1, 2].map(() =>
    updateEntries(['1'], (entry) => ({ ...entry, attempts: entry.attempts + 1 })),
  );
  await Promise.all([...both, saveDraft(draft('2'), NOON), saveDraft(draft('3'), NOON)]);
  const { entries } = await readEntries(ME);
  expect(entries.map(({ id, seq }) => [id, seq])).toEqual([
    ['1', 1],
    ['2', 2],
    ['3', 3],
  ]);
  expect(entries[0]?.attempts).toBe(2);
});

test('of many taps the last one counts, and none comes after the save', async () => {
  const taps = Array.from({ length: 20 }, (_, i): Draft => draft('1', { note: 'x'.repeat(i * 50) }));
  await Promise.all(taps.map(putDraft));
  expect((await getDraft(ME, 'visit:1'))?.note).toHaveLength(950);
  for (const tap of taps) void putDraft(tap);
  await saveDraft(draft('1'), NOON);
  expect(await getDraft(ME, 'visit:1')).toBeUndefined();
});

test('what is being remembered is forgotten too', async () => {
  void remember('cache:visits', ['Mme Essai']);
  await forgetAll('cache:');
  expect(await recall('cache:visits')).toBeUndefined();
});

test('what no key opens any more is told, kept until it was read, and holds nothing else up', async () => {
  for (const id of ['sent', 'unsent']) await saveDraft(draft(id), NOON);
  await updateEntries(['sent'], (entry) => ({ ...entry, state: 'acknowledged' }));
  await remember('profile', { name: 'Alice' });
  await (await database()).clear('keys');
  await forgetDatabase();
  expect(await readEntries(ME)).toEqual({ entries: [], lost: ['unsent'] });
  expect(await recall('profile')).toBeUndefined();
  await saveDraft(draft('new'), NOON);
  expect((await readEntries(ME)).entries.map(({ id }) => id)).toEqual(['new']);
  await updateEntries(['new'], (entry) => ({ ...entry, state: 'acknowledged' }));
  expect(await wipeAccount(ME)).toBe(true);
  expect((await readEntries(ME)).lost).toEqual(['unsent']);
  await dropLost(ME, ['unsent']);
  expect((await readEntries(ME)).lost).toEqual([]);
});

test('a row that was moved to another id, or altered, does not open', async () => {
  await saveDraft(draft('1'), NOON);
  const db = await database();
  const [row] = await db.getAll('sealed_entries');
  if (!row) throw new Error('nothing was sealed');
  await db.put('sealed_entries', { ...row, id: '2' });
  await db.put('sealed_entries', { ...row, data: row.data.slice(1) });
  expect((await readEntries(ME)).lost.sort()).toEqual(['1', '2']);
});

test('a page that is being updated away saves what is being sealed, on its next connection', async () => {
  await saveDraft(draft('1'), NOON);
  let newest = 98;
  beforeSealing(async () => {
    newest += 1;
    const newer = await openDB('vigie', newest);
    newer.close();
    if (newest > 101) vi.restoreAllMocks();
  });
  await saveDraft(draft('2'), NOON);
  expect(newest).toBe(102);
  expect((await readEntries(ME)).entries.map(({ id }) => id)).toEqual(['1', '2']);
});

test('a value in clear that is forgotten while it is being sealed stays forgotten', async () => {
  const db = await database();
  await db.put('kv', { name: 'Alice' }, 'profile');
  beforeSealing(() => db.delete('kv', 'profile'));
  await sealClear([]);
  expect(await recall('profile')).toBeUndefined();
});

test('a draft that an old page writes, or saves, while it is being sealed is as that page left it', async () => {
  const db = await database();
  await db.put('drafts', draft('1', { note: 'first' }));
  beforeSealing(() => db.put('drafts', draft('1', { note: 'second' })));
  await sealClear([]);
  expect(await getDraft(ME, 'visit:1')).toMatchObject({ note: 'second' });
  vi.restoreAllMocks();
  beforeSealing(() => db.delete('drafts', [ME, 'visit:1']));
  await sealClear([]);
  expect(await getDraft(ME, 'visit:1')).toBeUndefined();
});

test('a phone too full to make a key still reads what an older version wrote', async () => {
  await writeClear(await clearEntry('old'));
  await (await database()).clear('keys');
  await forgetDatabase();
  vi.spyOn(crypto.subtle, 'generateKey').mockRejectedValue(new Error('no room'));
  expect((await readEntries(ME)).entries.map(({ id }) => id)).toEqual(['old']);
});

test('pages and a worker that need the first key at once all use the one that was stored first', async () => {
  const pages: typeof import('./store')[] = [];
  for (let page = 0; page < 3; page += 1) {
    vi.resetModules();
    pages.push(await import('./store'));
  }
  await Promise.all(pages.map((page, i) => page.saveDraft(draft(`${i}`), NOON)));
  expect(await (await database()).count('keys')).toBe(1);
  expect(await readEntries(ME)).toMatchObject({ entries: [{ seq: 1 }, { seq: 2 }, { seq: 3 }], lost: [] });
});
