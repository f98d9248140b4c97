/// Drafts and entries in the database: every step of an entry's life before and after the wire.
import type { Rating } from '../api/types';
import { database } from './db';
import { toRating } from './rating';
import { type Draft, type Entry, SCHEMA, settled, unsent } from './types';

/// Sent visits stay for a week, so that an aide can show her work.
const KEEP_SENT_MS = 7 * 24 * 3600 * 1000;

export async function putDraft(draft: Draft): Promise<void> {
  await (await database()).put('drafts', draft);
}

export async function getDraft(account: string, slot: string): Promise<Draft | undefined> {
  return (await database()).get('drafts', [account, slot]);
}

export async function dropDraft(account: string, slot: string): Promise<void> {
  await (await database()).delete('drafts', [account, slot]);
}

/// Entries, and what else is named, to be written together. Whoever waits for `done` hears of a failure; the browser's
/// console need not, when an earlier step failed already.
async function writing<Name extends 'entries' | 'drafts'>(...names: Name[]) {
  const tx = (await database()).transaction(names, 'readwrite', { durability: 'strict' });
  tx.done.catch(() => undefined);
  return tx;
}

const bySaving = (a: Entry, b: Entry) =>
  (a.seq ?? 0) - (b.seq ?? 0) || compare(a.saved_at, b.saved_at) || compare(a.id, b.id);
const compare = (a: string, b: string) => (a === b ? 0 : a < b ? -1 : 1);

/// What a correction replaces by the time it is saved. What the server refused meanwhile it replaces in its turn, and is done with
/// (`over`). And another tab may have corrected the same visit while this form was open: whoever saves last has the last word, so
/// it corrects the newest one, since two that replace the same rating would both count.
function settle(rating: Rating, others: readonly Entry[]): { rating: Rating; over: Entry[] } {
  const { replaces: wanted, ...rest } = rating;
  const over: Entry[] = [];
  let last = wanted;
  const gone = () =>
    others.find(({ id, state }) => id === last && (state === 'rejected' || state === 'withdrawn'));
  for (let old = gone(); old; old = gone()) {
    if (old.state === 'rejected') over.push({ ...old, state: 'withdrawn' });
    last = old.rating.replaces;
  }
  const standing = others.filter(({ state }) => state !== 'rejected' && state !== 'withdrawn');
  for (let next = last; next; next = standing.find((other) => other.rating.replaces === last)?.id) {
    last = next;
  }
  return { rating: last ? { ...rest, replaces: last } : rest, over };
}

/// A draft becomes an entry in one transaction: there is no moment at which it is neither.
export async function saveDraft(draft: Draft, now: Date): Promise<Entry> {
  const entry: Entry = {
    id: draft.id,
    schema: SCHEMA,
    account: draft.account,
    state: 'waiting',
    rating: toRating(draft),
    person_name: draft.person.name,
    saved_at: now.toISOString(),
    attempts: 0,
    acknowledged_at: null,
    marked: null,
    problem: null,
    seen: false,
    had_note: draft.note.trim() !== '',
  };
  const tx = await writing('entries', 'drafts');
  const entries = tx.objectStore('entries');
  // `add`, not `put`: a second tap on Save must not send an acknowledged entry back to the start.
  const known = await entries.get(entry.id);
  if (!known) {
    const others = await entries.index('account').getAll(draft.account);
    const seq = 1 + Math.max(0, ...others.map((other) => other.seq ?? 0));
    const { rating, over } = settle(entry.rating, others);
    await entries.add({ ...entry, rating, seq });
    for (const old of over) await entries.put(old);
    const old = others.find((other) => other.id === draft.instead && other.state === 'rejected');
    if (old) await entries.put({ ...old, state: 'withdrawn' });
  }
  await tx.objectStore('drafts').delete([draft.account, draft.slot]);
  await tx.done;
  return known ?? entry;
}

/// All entries of an account in the order in which they were saved, which is the order in which they are sent. A clock that
/// jumps back must not let a correction overtake what it corrects.
export async function entriesOf(account: string): Promise<Entry[]> {
  const all = await (await database()).getAllFromIndex('entries', 'account', account);
  return all.sort(bySaving);
}

export async function countUnsent(account: string): Promise<number> {
  return (await entriesOf(account)).filter(unsent).length;
}

/// A refused rating was corrected while it waited: the correction, which has not been sent either (`ready`), replaces what the
/// refused one would have replaced, and the refused one is done with.
function takeOver(refused: Entry, others: Entry[]): Entry[] {
  const corrections = others.filter((other) => unsent(other) && other.rating.replaces === refused.id);
  if (corrections.length === 0) return [];
  const { replaces: before } = refused.rating;
  const moved = corrections.map((entry): Entry => {
    const { replaces: _, ...rating } = entry.rating;
    return { ...entry, rating: before ? { ...rating, replaces: before } : rating };
  });
  return [{ ...refused, state: 'withdrawn' }, ...moved];
}

/// Applies `change` to each entry that is still there, in one transaction.
export async function updateEntries(ids: readonly string[], change: (entry: Entry) => Entry): Promise<void> {
  const tx = await writing('entries');
  const store = tx.objectStore('entries');
  for (const id of ids) {
    const entry = await store.get(id);
    if (!entry) continue;
    const next = change(entry);
    await store.put(next);
    if (next.state === 'rejected' && next.refused === 'rating') {
      const others = await store.index('account').getAll(next.account);
      for (const other of takeOver(next, others)) await store.put(other);
    }
  }
  await tx.done;
}

/// Sweeps entries acknowledged, or corrected, more than a week ago. Nothing else is ever deleted.
export async function sweepSent(account: string, now: Date): Promise<void> {
  const limit = now.getTime() - KEEP_SENT_MS;
  const db = await database();
  for (const entry of await entriesOf(account)) {
    const over = entry.state === 'withdrawn' ? entry.saved_at : entry.acknowledged_at;
    if (over && settled(entry) && Date.parse(over) < limit) await db.delete('entries', entry.id);
  }
}

/// What sign-out removes from the phone: the account's drafts and its sent visits. Refused while something has
/// yet to reach the server. What the server refused stays: it is the only copy, and a human has to look at it.
export async function wipeAccount(account: string): Promise<boolean> {
  const entries = await entriesOf(account);
  if (entries.some(unsent)) return false;
  const tx = await writing('entries', 'drafts');
  for (const entry of entries) {
    if (settled(entry)) await tx.objectStore('entries').delete(entry.id);
  }
  for (const key of await tx.objectStore('drafts').index('account').getAllKeys(account)) {
    await tx.objectStore('drafts').delete(key);
  }
  await tx.done;
  return true;
}
