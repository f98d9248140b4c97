/// Seals what a version before this one wrote in clear, of every account on the phone. Asked for at each start, since a page that an
/// update left behind may still write so.
import { using } from './db';
import { sealKept } from './kv';
import { rewrite, sealClearDraft } from './rows';
import { inTurn } from './turns';

/// `but`: names of small values that say nothing of anybody (`change` writes them in clear).
export async function sealClear(but: readonly string[]): Promise<void> {
  await sealEntries();
  for (const key of await using((db) => db.getAllKeys('drafts'))) await inTurn(() => sealClearDraft(key));
  for (const key of await using((db) => db.getAllKeys('kv'))) if (!but.includes(key)) await sealKept(key);
}

async function sealEntries(): Promise<void> {
  const all = await using((db) => db.getAll('entries'));
  for (const account of new Set(all.map((entry) => entry.account))) {
    const clear = new Set(all.map(({ id }) => id));
    await rewrite(account, ({ entries }) => ({ put: entries.filter(({ id }) => clear.has(id)) }));
  }
}
