/// The phone's own database. Migrations only add: an old page may still hold entries in an older shape.
/// `kv` holds small cached answers (profile, visits of the day), `drafts` and `entries` the ratings.
import { type DBSchema, type IDBPDatabase, openDB } from 'idb';
import type { Draft, Entry } from './types';

const NAME = 'vigie';
const VERSION = 1;

interface Schema extends DBSchema {
  kv: { key: string; value: unknown };
  drafts: { key: [string, string]; value: Draft; indexes: { account: string } };
  entries: { key: string; value: Entry; indexes: { account: string } };
}
export type Database = IDBPDatabase<Schema>;

let opening: Promise<Database> | null = null;

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
    },
    // A newer page in another tab wants to migrate: let it, and reopen on the next use.
    blocking(_current, _next, event) {
      (event.target as IDBDatabase).close();
      opening = null;
    },
    terminated() {
      opening = null;
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

/// Tests start from an empty phone.
export async function forgetDatabase(): Promise<void> {
  if (opening) (await opening).close();
  opening = null;
}

export async function remember(key: string, value: unknown): Promise<void> {
  await (await database()).put('kv', value, key);
}

export async function recall<T>(key: string): Promise<T | undefined> {
  return (await (await database()).get('kv', key)) as T | undefined;
}

/// Reads and writes one value in one transaction: the page and the worker may do it at the same time.
export async function change<T>(key: string, next: (now: T | undefined) => T): Promise<void> {
  const tx = (await database()).transaction('kv', 'readwrite');
  const now = (await tx.store.get(key)) as T | undefined;
  await Promise.all([tx.store.put(next(now), key), tx.done]);
}

export async function forgetAll(prefix: string): Promise<void> {
  await (await database()).delete('kv', IDBKeyRange.bound(prefix, `${prefix}\uffff`));
}
