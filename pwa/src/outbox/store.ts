/// Drafts and entries in the database: every step of an entry's life before and after the wire.
import type { Rating } from '../api/types';
import { using } from './db';
import { toRating } from './rating';
import { readDraft, readEntries, removeDraft, rewrite, writeDraft } from './rows';
import { inTurn } from './turns';
import { type Draft, type Entry, SCHEMA, settled, unsent } from './types';

/// Sent visits stay for a week, so that an aide can show her work.
const KEEP_SENT_MS = 7 * 24 * 3600 * 1000;

export const putDraft = (draft: Draft): Promise<void> => inTurn(() => writeDraft(draft));

export const getDraft = (account: string, slot: string): Promise<Draft | undefined> =>
  readDraft(account, slot);

export const dropDraft = (account: string, slot: string): Promise<void> =>
  inTurn(() => removeDraft(account, slot));

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
export function saveDraft(draft: Draft, now: Date): Promise<Entry> {
  return inTurn(() => moveDraft(draft, now));
}

async function moveDraft(draft: Draft, now: Date): Promise<Entry> {
  let saved = entryOf(draft, now);
  await rewrite(draft.account, ({ entries: others }) => {
    const drafts = { of: draft.id };
    // A second tap on Save must not send an acknowledged entry back to the start.
    const known = others.find(({ id }) => id === draft.id);
    saved = known ?? saved;
    if (known) return { drafts };
    const seq = 1 + Math.max(0, ...others.map((other) => other.seq ?? 0));
    const { rating, over } = settle(toRating(draft), others);
    saved = { ...saved, rating, seq };
    const old = others.find((other) => other.id === draft.instead && other.state === 'rejected');
    const withdrawn =
      old && !over.some(({ id }) => id === old.id) ? [{ ...old, state: 'withdrawn' } as Entry] : [];
    return { put: [saved, ...over, ...withdrawn], drafts };
  });
  return saved;
}

const entryOf = (draft: Draft, now: Date): Entry => ({
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
});

/// All entries of an account in the order in which they were saved, which is the order in which they are sent. A clock that
/// jumps back must not let a correction overtake what it corrects.
export const entriesOf = async (account: string): Promise<Entry[]> => (await readEntries(account)).entries;

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
  const account = await accountOf(ids);
  if (account === null) return;
  await rewrite(account, ({ entries }) => {
    // By id, and changed one after the other: a refusal changes its corrections too.
    const all = new Map(entries.map((entry) => [entry.id, entry]));
    const put = new Set<string>();
    const write = (entry: Entry) => {
      all.set(entry.id, entry);
      put.add(entry.id);
    };
    for (const id of ids) {
      const entry = all.get(id);
      if (!entry) continue;
      const next = change(entry);
      write(next);
      if (next.state === 'rejected' && next.refused === 'rating')
        for (const other of takeOver(next, [...all.values()])) write(other);
    }
    return { put: [...all.values()].filter(({ id }) => put.has(id)) };
  });
}

/// Entries that change together are of one account.
function accountOf(ids: readonly string[]): Promise<string | null> {
  return using(async (db) => {
    for (const id of ids) {
      const found = (await db.get('sealed_entries', id)) ?? (await db.get('entries', id));
      if (found) return found.account;
    }
    return null;
  });
}

/// Sweeps entries acknowledged, or corrected, more than a week ago. Nothing else is ever deleted.
export async function sweepSent(account: string, now: Date): Promise<void> {
  const limit = now.getTime() - KEEP_SENT_MS;
  const old = (entry: Entry) => {
    const over = entry.state === 'withdrawn' ? entry.saved_at : entry.acknowledged_at;
    return over !== null && settled(entry) && Date.parse(over) < limit;
  };
  await rewrite(account, ({ entries }) => {
    const remove = entries.filter(old).map(({ id }) => id);
    return remove.length > 0 ? { remove } : null;
  });
}

/// What sign-out removes from the phone: the account's drafts and its sent visits. Refused while something has
/// yet to reach the server. What the server refused stays: it is the only copy, and a human has to look at it.
export async function wipeAccount(account: string): Promise<boolean> {
  return inTurn(async () => {
    let wiped = false;
    await rewrite(account, ({ entries }) => {
      wiped = !entries.some(unsent);
      if (!wiped) return null;
      return { remove: entries.filter(settled).map(({ id }) => id), drafts: 'all' };
    });
    return wiped;
  });
}

/// What no key opens any more goes when the aide has read that it is lost, not before.
export const dropLost = (account: string, read: readonly string[]): Promise<void> =>
  rewrite(account, ({ lost }) => ({ remove: lost.filter((id) => read.includes(id)) }));
