/// Small values kept on the phone, sealed: the profile, the visits of the day, names. What cannot be opened was never kept.
import { database, keptKey, phoneKey, using } from './db';
import { opened, type Sealed, sealed } from './sealing';
import { inTurn } from './turns';

type Kept = { sealed: Sealed };

const isSealed = (value: unknown): value is Kept =>
  typeof value === 'object' && value !== null && 'sealed' in value;
const place = (key: string) => `kv:${key}`;

export function remember(key: string, value: unknown): Promise<void> {
  return inTurn(() =>
    using(async (db) => {
      const kept: Kept = { sealed: await sealed(await phoneKey(db), place(key), value) };
      await db.put('kv', kept, key);
    }),
  );
}

/// What an older version wrote in clear is read as it is; `clear.ts` seals it.
export function recall<T>(key: string): Promise<T | undefined> {
  return using(async (db) => {
    const found = await db.get('kv', key);
    if (!isSealed(found)) return found as T | undefined;
    const held = await keptKey(db);
    return held ? opened<T>(held, place(key), found.sealed).catch(() => undefined) : undefined;
  });
}

/// Reads and writes one value in one transaction, in clear: the page and the worker may do it at the same time. For what says
/// nothing of anybody.
export async function change<T>(key: string, next: (now: T | undefined) => T): Promise<void> {
  const tx = (await database()).transaction('kv', 'readwrite');
  const now = (await tx.store.get(key)) as T | undefined;
  await Promise.all([tx.store.put(next(now), key), tx.done]);
}

/// Also what was asked to be remembered before, and is not written yet.
export function forgetAll(prefix: string): Promise<void> {
  const all = IDBKeyRange.bound(prefix, `${prefix}\uffff`);
  return inTurn(() => using((db) => db.delete('kv', all)));
}

/// What lies under this name in clear is sealed, unless it was forgotten or written anew meanwhile.
export function sealKept(key: string): Promise<void> {
  return inTurn(() =>
    using(async (db) => {
      const found = await db.get('kv', key);
      if (found === undefined || isSealed(found)) return;
      const kept: Kept = { sealed: await sealed(await phoneKey(db), place(key), found) };
      const tx = db.transaction('kv', 'readwrite');
      tx.done.catch(() => undefined);
      const now = await tx.store.get(key);
      if (JSON.stringify(now) === JSON.stringify(found)) await tx.store.put(kept, key);
      await tx.done;
    }),
  );
}
