import 'fake-indexeddb/auto';
import { IDBFactory } from 'fake-indexeddb';
import { beforeEach, expect, test } from 'vitest';
import { forgetDatabase } from '../outbox/db';
import { recall, remember } from '../outbox/kv';
import { entriesOf, getDraft, putDraft, saveDraft, updateEntries } from '../outbox/store';
import { draft } from '../outbox/testing';
import { handInOnce, part } from './farewell';
import { PARTED } from './parted';

const ME = 'aide-1';
const NOON = new Date('2026-03-02T12:00:00Z');
const json = (body: unknown, status = 200) => ({
  status,
  type: status < 300 ? 'application/json' : 'application/problem+json',
  body: JSON.stringify(body),
  retry_after: null,
});

beforeEach(async () => {
  await forgetDatabase();
  globalThis.indexedDB = new IDBFactory();
});

async function aPhoneInUse() {
  await remember('profile', { id: ME, name: 'Alice' });
  await remember('me', { sectors: [] });
  await remember(`cache:visits:${ME}`, { items: [{ person: { name: 'Mme Roux' } }] });
  for (const id of ['1', '2', '3']) await saveDraft(draft(id), NOON);
  await updateEntries(['1'], (entry) => ({
    ...entry,
    state: 'acknowledged',
    acknowledged_at: NOON.toISOString(),
  }));
  await putDraft(draft('4'));
}

/// Everything the phone still says, in one text.
const everything = async () =>
  JSON.stringify([
    await entriesOf(ME),
    await getDraft(ME, 'visit:4'),
    await recall('profile'),
    await recall('me'),
    await recall(`cache:visits:${ME}`),
  ]);

test('names go at once; what was never sent stays', async () => {
  await aPhoneInUse();
  const { name } = draft('1').person;
  expect(await everything()).toContain(name);
  expect(await part(ME, 'lost_phone')).toEqual({ account: ME, reason: 'lost_phone', handed: 0, left: 2 });
  const left = await everything();
  expect(left).not.toContain(name);
  expect(left).not.toContain('Alice');
  expect((await entriesOf(ME)).map(({ id }) => id)).toEqual(['2', '3']);
});

test('handed in and taken: gone from the phone; refused: kept, without a name', async () => {
  await aPhoneInUse();
  const parted = await part(ME, 'lost_phone');
  const step = await handInOnce(parted, async (ratings) =>
    json({
      results: ratings.map(({ id }) => ({ id, outcome: id === '2' ? 'stored' : 'refused' })),
    }),
  );
  expect(step).toEqual({ kind: 'moved', parted: { ...parted, handed: 1, left: 0 } });
  expect((await entriesOf(ME)).map(({ id, state, person_name }) => [id, state, person_name])).toEqual([
    ['3', 'rejected', ''],
  ]);
  expect(await recall(PARTED)).toEqual({ ...parted, handed: 1, left: 0 });
});

test.each([
  [
    'a portal answers for the server',
    { status: 200, type: 'text/html', body: '<p>', retry_after: null },
    'later',
  ],
  ['the server names none of them', json({ results: [] }), 'later'],
  ['the server is busy', json({ code: 'unavailable' }, 503), 'later'],
  ['nobody listens any more', json({ code: 'unauthenticated' }, 401), 'over'],
])('%s: nothing leaves the phone', async (_, raw, kind) => {
  await aPhoneInUse();
  const parted = await part(ME, 'new_phone');
  expect(await handInOnce(parted, async () => raw)).toEqual({ kind });
  expect(await entriesOf(ME)).toHaveLength(2);
});

test('no network: later', async () => {
  await aPhoneInUse();
  const parted = await part(ME, 'disabled');
  expect(await handInOnce(parted, () => Promise.reject(new Error('offline')))).toEqual({ kind: 'later' });
});
