/// The outbox with one thing wrong. A harness that never fails proves nothing: `outbox.test.ts` plays each of these until it
/// is caught. To add one: a name, the file, the line, and what it becomes.
import type { Change } from './bundle';

const SENDER = 'outbox/sender.ts';
const STORE = 'outbox/store.ts';
const ROWS = 'outbox/rows.ts';

export const MUTANTS: Record<string, Change[]> = {
  'everything is sent as soon as the answer is a 200': [
    {
      file: 'outbox/answer.ts',
      from: 'if (raw.status === 200) return readResults(raw, ids);',
      to: `if (raw.status === 200)
        return { kind: 'results', acknowledged: [...ids].map((id) => ({ id, outcome: 'stored' })) as RatingResult[], refused: [] };`,
    },
  ],
  'entries are removed before the answer': [
    {
      file: SENDER,
      from: 'const step = await attempt(account, batch, wire);',
      to: `const { rewrite } = await import('./rows');
    await rewrite(account, () => ({ remove: batch.map(({ id }) => id) }));
    const step = await attempt(account, batch, wire);`,
    },
  ],
  'each try has a new id': [
    {
      file: SENDER,
      from: 'await postpone(batch);',
      to: `const { rewrite } = await import('./rows');
      for (const entry of batch) {
        const id = entry.id.slice(0, 24) + String(Math.random()).slice(2, 14).padEnd(12, '0');
        const again = { ...entry, id, state: 'waiting' as const, rating: { ...entry.rating, id } };
        await rewrite(account, () => ({ remove: [entry.id], put: [again] }));
      }`,
    },
  ],
  'two pages send at once': [
    {
      file: SENDER,
      from: 'return navigator.locks.request(LOCK, () => drainAlone(account, wire, changed));',
      to: 'return drainAlone(account, wire, changed);',
    },
  ],
  'what was being sent when the page died is forgotten': [
    {
      file: 'outbox/types.ts',
      from: "entry.state === 'waiting' || entry.state === 'sending' ||",
      to: "entry.state === 'waiting' ||",
    },
  ],
  'the next who signs in sends everything': [
    {
      file: ROWS,
      from: 'return using(async (db) => openAll(db, await rawOf(db, account)));',
      to: "return using(async (db) => openAll(db, { rows: await db.getAll('sealed_entries'), clear: [] }));",
    },
    {
      file: SENDER,
      from: 'const ratings = batch.map((entry) => entry.rating);',
      to: 'const ratings = batch.map((entry) => ({ ...entry.rating, aide_id: account }));',
    },
  ],
  'a refused token ends the work': [
    {
      file: SENDER,
      from: "await mark(batch, 'auth');",
      to: "await updateEntries(batch.map((entry) => entry.id), (entry) => ({ ...entry, state: 'rejected' }));",
    },
  ],
  'the draft goes before the entry is there': [
    {
      file: STORE,
      from: 'let saved = entryOf(draft, now);',
      to: 'await removeDraft(draft.account, draft.slot);\n  let saved = entryOf(draft, now);',
    },
  ],
  'signing out wipes what waits': [
    { file: 'session/session.ts', from: 'if (waiting > 0)', to: 'if (waiting > 99)' },
    { file: STORE, from: 'wiped = !entries.some(unsent);', to: 'wiped = true;' },
    { file: STORE, from: 'remove: entries.filter(settled).map', to: 'remove: entries.map' },
  ],
  'the key dies with the page that made it': [
    { file: 'outbox/db.ts', from: 'if (!first) await tx.store.put(fresh, KEY);', to: '' },
  ],
  'an old page gives up after an update': [
    { file: 'outbox/db.ts', from: 'return openAt(undefined);', to: 'throw error;' },
  ],
};
