/// When a phone was lost or replaced, or its owner has left: the names it knows go at once. The visits that never reached the server
/// stay, without names, until they are handed in; the server puts them aside for the referent, and says nothing else.
import { exchange } from '../api/http';
import { readAnswer } from '../outbox/answer';
import { backoff } from '../outbox/backoff';
import { forgetAll, remember } from '../outbox/kv';
import { rewrite } from '../outbox/rows';
import { LOCK } from '../outbox/sender';
import { entriesOf, updateEntries } from '../outbox/store';
import { inTurn } from '../outbox/turns';
import { type Entry, settled, unsent } from '../outbox/types';
import { PARTED, type Parted } from './parted';
import type { Farewell } from './why';

/// As many as the server takes at once.
const BATCH = 100;

/// Forgets, and says how much is left to hand in.
export async function part(account: string, reason: Farewell): Promise<Parted> {
  await Promise.all(['cache:', 'me', 'profile'].map((prefix) => forgetAll(prefix).catch(() => undefined)));
  const left = await stripped(account);
  const parted: Parted = { account, reason, handed: 0, left };
  await remember(PARTED, parted);
  return parted;
}

/// What is done with goes; what is not loses the name. What no key opens any more says nothing, and stays until its owner has read that.
async function stripped(account: string): Promise<number> {
  let left = 0;
  await inTurn(() =>
    rewrite(account, ({ entries }) => {
      const kept = entries.filter((entry) => !settled(entry));
      left = kept.filter(unsent).length;
      return {
        put: kept.map((entry) => ({ ...entry, person_name: '' })),
        remove: entries.filter(settled).map(({ id }) => id),
        drafts: 'all',
      };
    }),
  );
  return left;
}

type Post = (ratings: Entry['rating'][]) => ReturnType<typeof exchange>;
/// No token: the cookie of the session that is over says whose they are.
const post: Post = (ratings) =>
  exchange({ method: 'POST', path: '/api/ratings/quarantine', body: { ratings } });

/// Tries until the server has answered for each, or will not listen any more.
export async function handIn(from: Parted, told: (now: Parted) => void): Promise<void> {
  let now = from;
  for (let failures = 0; now.left > 0; ) {
    const step = await navigator.locks.request(LOCK, () => handInOnce(now));
    if (step.kind === 'over') return;
    if (step.kind === 'later') {
      failures += 1;
      await new Promise((resolve) => setTimeout(resolve, backoff(failures, true)));
      continue;
    }
    now = step.parted;
    told(now);
  }
}

type Step = { kind: 'moved'; parted: Parted } | { kind: 'later' } | { kind: 'over' };

export async function handInOnce(parted: Parted, send: Post = post): Promise<Step> {
  const batch = (await entriesOf(parted.account)).filter(unsent).slice(0, BATCH);
  if (batch.length === 0) return moved({ ...parted, left: 0 });
  const raw = await send(batch.map((entry) => entry.rating)).catch(() => null);
  if (!raw) return { kind: 'later' };
  const verdict = readAnswer(raw, new Set(batch.map((entry) => entry.id)));
  // After a week, or with another session on this phone, nobody listens: what is left stays for support.
  if (verdict.kind === 'unauthenticated' || verdict.kind === 'too_much') return { kind: 'over' };
  if (verdict.kind === 'later') return { kind: 'later' };
  const done = verdict.acknowledged.map(({ id }) => id);
  const refused = new Map(verdict.refused.map((result) => [result.id, result]));
  if (done.length + refused.size === 0) return { kind: 'later' };
  await rewrite(parted.account, () => ({ remove: done }));
  await updateEntries([...refused.keys()], (entry) => ({
    ...entry,
    state: 'rejected',
    refused: 'rating',
    problem: refused.get(entry.id)?.problem ?? null,
  }));
  const left = (await entriesOf(parted.account)).filter(unsent).length;
  return moved({ ...parted, handed: parted.handed + done.length, left });
}

async function moved(parted: Parted): Promise<Step> {
  await remember(PARTED, parted);
  return { kind: 'moved', parted };
}
