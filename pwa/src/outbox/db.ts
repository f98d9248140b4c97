/// The phone's own database. Migrations only add: an old page may still hold entries in an older shape.
/// `kv` holds small cached answers (profile, visits of the day), `sealed_drafts` and `sealed_entries` the ratings (`rows.ts`), `keys`
/// the key that seals them all.
import { type DBSchema, type IDBPDatabase, openDB } from 'idb';
import { newKey, type Sealed } from './sealing';
import type { Draft, Entry } from './types';

const NAME = 'vigie';
const VERSION = 2;

/// `unsent`: it has yet to reach the server, or a human. Known even where the key is gone.
export type SealedEntry = Sealed & { id: string; account: string; unsent: boolean };
export type SealedDraft = Sealed & { account: string; slot: string; id: string };

interface Schema extends DBSchema {
  kv: { key: string; value: unknown };
  /// Of version 1, in clear. Pages that an update left behind still write here; `clear.ts` seals what it finds.
  drafts: { key: [string, string]; value: Draft; indexes: { account: string } };
  entries: { key: string; value: Entry; indexes: { account: string } };
  sealed_drafts: { key: [string, string]; value: SealedDraft; indexes: { account: string } };
  sealed_entries: { key: string; value: SealedEntry; indexes: { account: string } };
  keys: { key: string; value: CryptoKey };
}
export type Database = IDBPDatabase<Schema>;

let opening: Promise<Database> | null = null;
/// How often a connection was taken away under a page that was using it.
let taken = 0;

async function open(): Promise<Database> {
  try {
    return await openAt(VERSION);
  } catch (error) {
    // A newer page has already migrated. Migrations only add, so this one can go on working, and sending.
    if ((error as DOMException).name !== 'VersionError') throw error;
    return openAt(undefined);
  }
}

function openAt(version: number | undefined): Promise<Database> {
  return openDB<Schema>(NAME, version, {
    upgrade(db, from) {
      if (from < 1) {
        db.createObjectStore('kv');
        db.createObjectStore('drafts', { keyPath: ['account', 'slot'] }).createIndex('account', 'account');
        db.createObjectStore('entries', { keyPath: 'id' }).createIndex('account', 'account');
      }
      if (from < 2) {
        db.createObjectStore('keys');
        const drafts = db.createObjectStore('sealed_drafts', { keyPath: ['account', 'slot'] });
        drafts.createIndex('account', 'account');
        const entries = db.createObjectStore('sealed_entries', { keyPath: 'id' });
        entries.createIndex('account', 'account');
      }
    },
    // A newer page in another tab wants to migrate: let it, and reopen on the next use.
    blocking(_current, _next, event) {
      (event.target as IDBDatabase).close();
      opening = null;
      taken += 1;
    },
    terminated() {
      opening = null;
      taken += 1;
    },
  });
}

export function database(): Promise<Database> {
  opening ??= open().catch((error) => {
    opening = null;
    throw error;
  });
  return opening;
}

/// Does something that takes more than one transaction, or ciphers between two. Should a newer page take the connection away in the
/// middle, it is done again on the next one: each `work` writes in one transaction, or may write twice.
export async function using<T>(work: (db: Database) => Promise<T>): Promise<T> {
  for (;;) {
    const before = taken;
    try {
      return await work(await database());
    } catch (error) {
      if (taken === before) throw error;
    }
  }
}

/// Tests start from an empty phone.
export async function forgetDatabase(): Promise<void> {
  if (opening) (await opening).close();
  opening = null;
}

const KEY = 'phone';
const held = new WeakMap<Database, CryptoKey>();

/// The phone's key; null where none was ever made, or where it is gone. Whoever reads asks for this one, for a full phone cannot make
/// another, and what it holds has to go out all the same.
export async function keptKey(db: Database): Promise<CryptoKey | null> {
  const kept = held.get(db) ?? (await db.get('keys', KEY));
  if (kept) held.set(db, kept);
  return kept ?? null;
}

/// The phone's key, made at the first need. Pages and the worker may need it at the same time: the one that was stored first holds.
export async function phoneKey(db: Database): Promise<CryptoKey> {
  const kept = await keptKey(db);
  if (kept) return kept;
  const fresh = await newKey();
  const tx = db.transaction('keys', 'readwrite', { durability: 'strict' });
  tx.done.catch(() => undefined);
  const first = await tx.store.get(KEY);
  if (!first) await tx.store.put(fresh, KEY);
  await tx.done;
  const key = first ?? fresh;
  held.set(db, key);
  return key;
}
