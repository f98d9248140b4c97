/// Drafts and entries in the database: every step of an entry's life before and after the wire.
import { database } from './db';
import { toRating } from './rating';
import { type Draft, type Entry, SCHEMA, unsent } from './types';

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
  const tx = (await database()).transaction(['entries', 'drafts'], 'readwrite', { durability: 'strict' });
  // `add`, not `put`: a second tap on Save must not send an acknowledged entry back to the start.
  const known = await tx.objectStore('entries').get(entry.id);
  if (!known) await tx.objectStore('entries').add(entry);
  await tx.objectStore('drafts').delete([draft.account, draft.slot]);
  await tx.done;
  return known ?? entry;
}

/// All entries of an account, oldest first: the order in which they are sent.
export async function entriesOf(account: string): Promise<Entry[]> {
  const all = await (await database()).getAllFromIndex('entries', 'account', account);
  return all.sort((a, b) =>
    a.saved_at === b.saved_at ? (a.id < b.id ? -1 : 1) : a.saved_at < b.saved_at ? -1 : 1,
  );
}

export async function countUnsent(account: string): Promise<number> {
  return (await entriesOf(account)).filter(unsent).length;
}

/// Applies `change` to each entry that is still there, in one transaction.
export async function updateEntries(ids: readonly string[], change: (entry: Entry) => Entry): Promise<void> {
  const tx = (await database()).transaction('entries', 'readwrite', { durability: 'strict' });
  for (const id of ids) {
    const entry = await tx.store.get(id);
    if (entry) await tx.store.put(change(entry));
  }
  await tx.done;
}

/// Sweeps acknowledged entries older than a week. Nothing else is ever deleted.
export async function sweepSent(account: string, now: Date): Promise<void> {
  const limit = now.getTime() - KEEP_SENT_MS;
  const db = await database();
  for (const entry of await entriesOf(account)) {
    const sent = entry.state === 'acknowledged' && entry.acknowledged_at;
    if (sent && Date.parse(sent) < limit) await db.delete('entries', entry.id);
  }
}

/// What sign-out removes from the phone: the account's drafts and its sent visits. Refused while something has
/// yet to reach the server. What the server refused stays: it is the only copy, and a human has to look at it.
export async function wipeAccount(account: string): Promise<boolean> {
  const entries = await entriesOf(account);
  if (entries.some(unsent)) return false;
  const tx = (await database()).transaction(['entries', 'drafts'], 'readwrite');
  for (const entry of entries) {
    if (entry.state === 'acknowledged') await tx.objectStore('entries').delete(entry.id);
  }
  for (const key of await tx.objectStore('drafts').index('account').getAllKeys(account)) {
    await tx.objectStore('drafts').delete(key);
  }
  await tx.done;
  return true;
}
