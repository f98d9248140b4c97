/// The one sender. It takes what waits in the outbox, posts it in batches, one request at a time, and moves
/// each entry by the server's own words. It knows no page and no worker: both call `drain`.
///
/// A lock (`navigator.locks`) keeps two tabs, or a tab and the worker, from sending at once.
import type { Rating } from '../api/types';
import { type Raw, readAnswer, type Verdict } from './answer';
import { entriesOf, updateEntries } from './store';
import { type Entry, ready } from './types';

/// Small enough for a poor connection, well below the server's 100.
export const BATCH = 50;

export type Token = { kind: 'token'; token: string } | { kind: 'ended' } | { kind: 'unreachable' };

export type Wire = {
  /// A usable access token of exactly this account, or why there is none.
  token(account: string, fresh: boolean): Promise<Token>;
  /// Posts the batch; a network failure is a rejected promise.
  post(token: string, ratings: Rating[]): Promise<Raw>;
  now(): Date;
};

export type Drained =
  | { kind: 'empty'; sent: number }
  | { kind: 'auth'; sent: number }
  | { kind: 'later'; sent: number; retry_after_ms: number };

export const LOCK = 'vigie-outbox';

export function drain(account: string, wire: Wire, changed: () => void): Promise<Drained> {
  return navigator.locks.request(LOCK, () => drainAlone(account, wire, changed));
}

async function drainAlone(account: string, wire: Wire, changed: () => void): Promise<Drained> {
  let limit = BATCH;
  let sent = 0;
  for (;;) {
    // We hold the lock, so an entry in `sending` was left by a page that died: it is unsent like the others.
    const batch = ready(await entriesOf(account)).slice(0, limit);
    if (batch.length === 0) return { kind: 'empty', sent };
    // Only for the eyes: a phone too full to write it can still send, which may be what makes room.
    await mark(batch, 'sending').catch(() => undefined);
    changed();
    const step = await attempt(account, batch, wire);
    changed();
    if (step.kind === 'split') {
      // One bad entry must not hold back the others: narrow down to it, then set it aside.
      limit = Math.max(1, Math.floor(batch.length / 2));
      continue;
    }
    if (step.kind !== 'sent') return { ...step, sent };
    sent += step.acknowledged;
    if (step.left > 0) return { kind: 'later', sent, retry_after_ms: 0 };
  }
}

type Step =
  | { kind: 'sent'; acknowledged: number; left: number }
  | { kind: 'split' }
  | { kind: 'auth' }
  | { kind: 'later'; retry_after_ms: number };

async function attempt(account: string, batch: Entry[], wire: Wire): Promise<Step> {
  const verdict = await exchange(account, batch, wire);
  switch (verdict.kind) {
    case 'results':
      return settle(batch, verdict, wire.now());
    case 'unauthenticated':
      await mark(batch, 'auth');
      return { kind: 'auth' };
    case 'too_much':
      return narrow(batch, verdict);
    case 'later':
      await postpone(batch);
      return verdict;
  }
}

/// One exchange with the server; a refused token is refreshed once.
async function exchange(account: string, batch: Entry[], wire: Wire): Promise<Verdict> {
  const ids = new Set(batch.map((entry) => entry.id));
  const ratings = batch.map((entry) => entry.rating);
  for (const fresh of [false, true]) {
    const token = await wire.token(account, fresh);
    if (token.kind === 'ended') return { kind: 'unauthenticated' };
    if (token.kind === 'unreachable') return { kind: 'later', retry_after_ms: 0 };
    const raw = await wire.post(token.token, ratings).catch(() => null);
    if (!raw) return { kind: 'later', retry_after_ms: 0 };
    const verdict = readAnswer(raw, ids);
    if (verdict.kind !== 'unauthenticated') return verdict;
  }
  return { kind: 'unauthenticated' };
}

async function settle(batch: Entry[], verdict: Verdict & { kind: 'results' }, now: Date): Promise<Step> {
  const done = new Map(verdict.acknowledged.map((result) => [result.id, result]));
  const refused = new Map(verdict.refused.map((result) => [result.id, result]));
  await updateEntries(
    batch.map((entry) => entry.id),
    (entry) => {
      const yes = done.get(entry.id);
      const no = refused.get(entry.id);
      if (yes) return acknowledged(entry, now, yes.marked ?? null);
      if (no) return { ...entry, state: 'rejected', refused: 'rating', problem: no.problem ?? null };
      return { ...entry, state: 'waiting', attempts: entry.attempts + 1 };
    },
  );
  return { kind: 'sent', acknowledged: done.size, left: batch.length - done.size - refused.size };
}

/// Free text leaves the phone once the server has it.
const acknowledged = (entry: Entry, now: Date, marked: Entry['marked']): Entry => ({
  ...entry,
  state: 'acknowledged',
  acknowledged_at: now.toISOString(),
  marked,
  problem: null,
  rating: { ...entry.rating, note: null },
});

async function narrow(batch: Entry[], verdict: Verdict & { kind: 'too_much' }): Promise<Step> {
  if (batch.length > 1) {
    await mark(batch, 'waiting');
    return { kind: 'split' };
  }
  await updateEntries(
    batch.map((entry) => entry.id),
    (entry) => ({ ...entry, state: 'rejected', refused: 'request', problem: verdict.problem }),
  );
  return { kind: 'sent', acknowledged: 0, left: 0 };
}

const mark = (batch: Entry[], state: Entry['state']) =>
  updateEntries(
    batch.map((entry) => entry.id),
    (entry) => ({ ...entry, state }),
  );

const postpone = (batch: Entry[]) =>
  updateEntries(
    batch.map((entry) => entry.id),
    (entry) => ({ ...entry, state: 'waiting', attempts: entry.attempts + 1 }),
  );
