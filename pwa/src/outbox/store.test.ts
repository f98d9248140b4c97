import 'fake-indexeddb/auto';
import { IDBFactory } from 'fake-indexeddb';
import { beforeEach, expect, test } from 'vitest';
import { forgetDatabase } from './db';
import { entriesOf, getDraft, putDraft, saveDraft, sweepSent, updateEntries, wipeAccount } from './store';
import { draft } from './testing';

const NOON = new Date('2026-03-02T12:00:00Z');

beforeEach(async () => {
  await forgetDatabase();
  globalThis.indexedDB = new IDBFactory();
});

test('a draft outlives the page that wrote it', async () => {
  await putDraft(draft('1', { note: 'fatiguée' }));
  await forgetDatabase();
  expect(await getDraft('aide-1', 'visit:1')).toMatchObject({ id: '1', note: 'fatiguée' });
});

test('saving moves the draft into the outbox, as the server takes it', async () => {
  await putDraft(draft('1'));
  await saveDraft(draft('1'), NOON);
  expect(await getDraft('aide-1', 'visit:1')).toBeUndefined();
  const [entry] = await entriesOf('aide-1');
  expect(entry).toMatchObject({ id: '1', state: 'waiting', account: 'aide-1' });
  expect(entry?.rating).toEqual({
    id: '1',
    person_id: 'person-1',
    aide_id: 'aide-1',
    visit_id: 'visit-1',
    visited_at: '2026-03-02T12:05:00+01:00',
    scores: { intervention: null, health: 3, mood: null, form: null },
    signs: [],
    note: null,
  });
});

test('saving twice does not send an acknowledged entry back to the start', async () => {
  await saveDraft(draft('1'), NOON);
  await updateEntries(['1'], (entry) => ({ ...entry, state: 'acknowledged' }));
  expect((await saveDraft(draft('1'), NOON)).state).toBe('acknowledged');
  expect(await entriesOf('aide-1')).toHaveLength(1);
});

test('saving once more, on a page left open, does not take the next draft of that person', async () => {
  await saveDraft(draft('1', { slot: 'person:p' }), NOON);
  await putDraft(draft('2', { slot: 'person:p' }));
  await saveDraft(draft('1', { slot: 'person:p' }), NOON);
  expect(await getDraft('aide-1', 'person:p')).toMatchObject({ id: '2' });
});

test('a tap on a page left open does not bring back a draft that was saved', async () => {
  await saveDraft(draft('1', { slot: 'person:p' }), NOON);
  await putDraft(draft('1', { slot: 'person:p', note: 'late' }));
  expect(await getDraft('aide-1', 'person:p')).toBeUndefined();
});

test('entries come as they were saved, whatever the clock did, and never from another account', async () => {
  await saveDraft(draft('b'), NOON);
  await saveDraft(draft('c'), new Date(NOON.getTime() - 86_400_000));
  await saveDraft(draft('a'), new Date(NOON.getTime() + 1));
  await saveDraft(draft('z', { account: 'aide-2' }), NOON);
  expect((await entriesOf('aide-1')).map((entry) => entry.id)).toEqual(['b', 'c', 'a']);
});

test('the sweep takes what was acknowledged more than seven days ago, and nothing else', async () => {
  for (const id of ['old', 'new', 'rejected', 'waiting']) await saveDraft(draft(id), NOON);
  const sent = (acknowledged_at: string) => (entry: object) =>
    ({ ...entry, state: 'acknowledged', acknowledged_at }) as never;
  await updateEntries(['old'], sent('2026-02-23T11:59:59Z'));
  await updateEntries(['new'], sent('2026-02-23T12:00:01Z'));
  await updateEntries(['rejected'], (entry) => ({ ...entry, state: 'rejected' }));
  await sweepSent('aide-1', NOON);
  expect((await entriesOf('aide-1')).map((entry) => entry.id).sort()).toEqual(['new', 'rejected', 'waiting']);
});

test('a refused entry that is corrected is not sent any more', async () => {
  await saveDraft(draft('refused'), NOON);
  await saveDraft(draft('waiting'), NOON);
  await updateEntries(['refused'], (entry) => ({ ...entry, state: 'rejected' }));
  await saveDraft(draft('1', { instead: 'refused' }), NOON);
  await saveDraft(draft('2', { instead: 'waiting' }), NOON);
  const states = (await entriesOf('aide-1')).map((entry) => [entry.id, entry.state]);
  expect(states).toEqual([
    ['refused', 'withdrawn'],
    ['waiting', 'waiting'],
    ['1', 'waiting'],
    ['2', 'waiting'],
  ]);
});

test('a page that an update has left behind goes on with the newer database', async () => {
  await putDraft(draft('1'));
  await forgetDatabase();
  const newer = await new Promise<IDBDatabase>((resolve) => {
    const request = indexedDB.open('vigie', 2);
    request.onsuccess = () => resolve(request.result);
  });
  newer.close();
  await saveDraft(draft('1'), NOON);
  expect(await entriesOf('aide-1')).toHaveLength(1);
});

test('signing out is refused while something waits, and keeps what the server refused', async () => {
  await saveDraft(draft('waiting'), NOON);
  await saveDraft(draft('rejected'), NOON);
  await updateEntries(['rejected'], (entry) => ({ ...entry, state: 'rejected' }));
  await putDraft(draft('open'));
  expect(await wipeAccount('aide-1')).toBe(false);
  expect(await entriesOf('aide-1')).toHaveLength(2);
  await updateEntries(['waiting'], (entry) => ({ ...entry, state: 'acknowledged' }));
  expect(await wipeAccount('aide-1')).toBe(true);
  expect((await entriesOf('aide-1')).map((entry) => entry.id)).toEqual(['rejected']);
  expect(await getDraft('aide-1', 'visit:open')).toBeUndefined();
});
