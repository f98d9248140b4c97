/// Entries and drafts as they lie on the phone: sealed, each row bound to its id.
///
/// The browser ends a transaction while something is being sealed. So a change is decided on what was read, and written only if
/// nothing of that account has moved meanwhile; otherwise it is decided again. Each row is sealed afresh whenever it is written, so its
/// `iv` says whether it is the one that was read.
import { type Database, keptKey, phoneKey, type SealedDraft, type SealedEntry, using } from './db';
import { opened, sealed } from './sealing';
import { type Draft, type Entry, settled } from './types';

/// `lost`: ids of rows that no key opens any more and that had not reached the server.
export type Read = { entries: Entry[]; lost: string[] };

/// What a change writes; `drafts` go: that of one rating, or all of the account's.
export type Writes = {
  put?: readonly Entry[];
  remove?: readonly string[];
  drafts?: { of: string } | 'all';
};

type Raw = { rows: SealedEntry[]; clear: Entry[] };

const entryPlace = (id: string) => `entry:${id}`;
const draftPlace = (account: string, slot: string) => `draft:${account} ${slot}`;

async function rawOf(db: Database, account: string): Promise<Raw> {
  const tx = db.transaction(['sealed_entries', 'entries']);
  const [rows, clear] = await Promise.all([
    tx.objectStore('sealed_entries').index('account').getAll(account),
    tx.objectStore('entries').index('account').getAll(account),
  ]);
  return { rows, clear };
}

const stamp = ({ rows, clear }: Raw): string =>
  JSON.stringify([rows.map(({ id, iv }) => `${id} ${iv}`), clear]);

const bySaving = (a: Entry, b: Entry) =>
  (a.seq ?? 0) - (b.seq ?? 0) || compare(a.saved_at, b.saved_at) || compare(a.id, b.id);
const compare = (a: string, b: string) => (a === b ? 0 : a < b ? -1 : 1);

/// What the last reading with a key opened, by its seal: most rows are the same each time.
const lastOpened = new WeakMap<CryptoKey, Map<string, Entry>>();

async function openAll(db: Database, { rows, clear }: Raw): Promise<Read> {
  const key = rows.length > 0 ? await keptKey(db) : null;
  const found = key ? await openRows(key, rows) : rows;
  // What is readable counts, sealed before clear.
  const readable = new Map(clear.map((entry) => [entry.id, entry]));
  for (const one of found) if ('rating' in one) readable.set(one.id, one);
  const lost = rows.filter(({ id, unsent }) => unsent && !readable.has(id));
  return { entries: [...readable.values()].sort(bySaving), lost: lost.map(({ id }) => id) };
}

/// A row that the key does not open comes back as it is.
async function openRows(key: CryptoKey, rows: readonly SealedEntry[]): Promise<(Entry | SealedEntry)[]> {
  const before = lastOpened.get(key);
  const now = new Map<string, Entry>();
  const open = async (row: SealedEntry) => {
    const seal = `${row.id} ${row.iv}`;
    const entry = before?.get(seal) ?? (await opened<Entry>(key, entryPlace(row.id), row).catch(() => null));
    if (entry) now.set(seal, entry);
    return entry ?? row;
  };
  const found = await Promise.all(rows.map(open));
  lastOpened.set(key, now);
  return found;
}

/// All of an account, in the order in which they were saved.
export function readEntries(account: string): Promise<Read> {
  return using(async (db) => openAll(db, await rawOf(db, account)));
}

/// Changes what an account has on the phone; `decide` may be asked several times, and null changes nothing.
export async function rewrite(account: string, decide: (read: Read) => Writes | null): Promise<void> {
  const attempt = async (db: Database): Promise<boolean> => {
    const before = await rawOf(db, account);
    const writes = decide(await openAll(db, before));
    if (!writes) return true;
    const put = writes.put ?? [];
    const key = put.length > 0 ? await phoneKey(db) : null;
    const rows = key ? await Promise.all(put.map((entry) => sealEntry(key, entry))) : [];
    return write(db, account, stamp(before), rows, writes);
  };
  while (!(await using(attempt)));
}

async function sealEntry(key: CryptoKey, entry: Entry): Promise<SealedEntry> {
  const { id, account } = entry;
  return { id, account, unsent: !settled(entry), ...(await sealed(key, entryPlace(id), entry)) };
}

/// False when something has moved since `before`: nothing is written then.
async function write(
  db: Database,
  account: string,
  before: string,
  rows: readonly SealedEntry[],
  { remove = [], drafts }: Writes,
): Promise<boolean> {
  const stores = ['sealed_entries', 'entries', 'sealed_drafts', 'drafts'] as const;
  const tx = db.transaction(stores, 'readwrite', { durability: 'strict' });
  // Whoever waits for `done` hears of a failure; the browser's console need not, when an earlier step failed already.
  tx.done.catch(() => undefined);
  const [kept, clear] = [tx.objectStore('sealed_entries'), tx.objectStore('entries')];
  const now = {
    rows: await kept.index('account').getAll(account),
    clear: await clear.index('account').getAll(account),
  };
  if (stamp(now) !== before) return false;
  for (const row of rows) await Promise.all([kept.put(row), clear.delete(row.id)]);
  for (const id of remove) await Promise.all([kept.delete(id), clear.delete(id)]);
  for (const name of drafts ? (['sealed_drafts', 'drafts'] as const) : []) {
    const store = tx.objectStore(name);
    for (const { slot, id } of await store.index('account').getAll(account)) {
      // By then the slot may hold the next one, of another page.
      if (drafts === 'all' || drafts?.of === id) await store.delete([account, slot]);
    }
  }
  await tx.done;
  return true;
}

/// The draft as it was written last; one in clear is a page's that an update left behind.
export function readDraft(account: string, slot: string): Promise<Draft | undefined> {
  return using(async (db) => {
    const tx = db.transaction(['sealed_drafts', 'drafts']);
    const [row, clear] = await Promise.all([
      tx.objectStore('sealed_drafts').get([account, slot]),
      tx.objectStore('drafts').get([account, slot]),
    ]);
    if (clear || !row) return clear;
    const key = await keptKey(db);
    return key ? opened<Draft>(key, draftPlace(account, slot), row).catch(() => undefined) : undefined;
  });
}

async function sealDraft(db: Database, draft: Draft): Promise<SealedDraft> {
  const { account, slot, id } = draft;
  return { account, slot, id, ...(await sealed(await phoneKey(db), draftPlace(account, slot), draft)) };
}

/// A draft that another page has saved meanwhile does not come back.
export function writeDraft(draft: Draft): Promise<void> {
  return using(async (db) => replaceDraft(db, await sealDraft(db, draft)));
}

/// A draft in clear is sealed, unless its page has written or saved it meanwhile.
export function sealClearDraft([account, slot]: [string, string]): Promise<void> {
  return using(async (db) => {
    const clear = await db.get('drafts', [account, slot]);
    if (clear) await replaceDraft(db, await sealDraft(db, clear), clear);
  });
}

/// `only`: as long as this is what lies there in clear.
async function replaceDraft(db: Database, row: SealedDraft, only?: Draft): Promise<void> {
  const { account, slot, id } = row;
  const tx = db.transaction(['sealed_drafts', 'drafts', 'sealed_entries', 'entries'], 'readwrite');
  tx.done.catch(() => undefined);
  const [kept, clear] = [tx.objectStore('sealed_drafts'), tx.objectStore('drafts')];
  const now = only && (await clear.get([account, slot]));
  if (JSON.stringify(now) === JSON.stringify(only)) {
    const saved =
      (await tx.objectStore('sealed_entries').getKey(id)) ?? (await tx.objectStore('entries').getKey(id));
    if (!saved) await kept.put(row);
    await clear.delete([account, slot]);
  }
  await tx.done;
}

export function removeDraft(account: string, slot: string): Promise<void> {
  return using(async (db) => {
    const tx = db.transaction(['sealed_drafts', 'drafts'], 'readwrite');
    tx.done.catch(() => undefined);
    await tx.objectStore('sealed_drafts').delete([account, slot]);
    await tx.objectStore('drafts').delete([account, slot]);
    await tx.done;
  });
}
