/// One replay at a time: started, polled, cancelled; its numbers stay until the next one. The id is kept in the
/// session, so that a reload finds a replay that still runs.
import { computed, signal } from '@preact/signals';
import { api } from '../../api/client';
import type { Replay, ReplayDays } from '../../api/lab';
import { type Failure, hasCode } from '../../api/problem';
import { sameRules } from './rules/diff';
import { asRuleSet, type RuleSet } from './rules/model';
import { draft, takeProblems } from './store';

export type Run =
  | { kind: 'none' }
  | { kind: 'running'; id: string; progress: number; days: number; rules: RuleSet }
  | { kind: 'done'; days: number; rules: RuleSet; result: Replay }
  | { kind: 'cancelled' | 'failed' | 'busy' | 'refused' | 'unreachable' };

export const run = signal<Run>({ kind: 'none' });

/// The numbers, when they are about the draft as it is now.
export const fresh = computed<Replay | null>(() => {
  const [now, mine] = [run.value, draft.value];
  return now.kind === 'done' && mine && sameRules(now.rules, mine) ? now.result : null;
});

const POLL_MS = 500;
/// So many polls in a row may stay without an answer before we say so.
const PATIENCE = 6;
const KEPT = 'vigie-replay';

let watched: string | null = null;

export async function start(rules: RuleSet, days: ReplayDays): Promise<void> {
  const answer = await api.startBacktest(rules, days);
  if (!answer.ok) {
    run.value = { kind: whyNot(answer) };
    return;
  }
  const { id, progress } = answer.data;
  run.value = { kind: 'running', id, progress, days, rules };
  remember({ id, days, rules });
  await watch(id, days, rules);
}

function whyNot(failure: Failure): 'busy' | 'refused' | 'failed' | 'unreachable' {
  if (hasCode(failure, 'backtest_running')) return 'busy';
  if (takeProblems(failure)) return 'refused';
  return failure.kind === 'problem' ? 'failed' : 'unreachable';
}

export async function cancel(): Promise<void> {
  const now = run.value;
  if (now.kind !== 'running') return;
  watched = null;
  remember(null);
  run.value = { kind: 'cancelled' };
  await api.cancelBacktest(now.id);
}

/// Leaving the lab stops the asking, not the replay.
export function pause(): void {
  watched = null;
}

export async function resume(): Promise<void> {
  const now = run.value;
  const before = now.kind === 'running' ? now : remembered();
  if (!before || now.kind === 'done') return;
  run.value = { kind: 'running', progress: 0, ...before };
  await watch(before.id, before.days, before.rules);
}

const pauseFor = (ms: number) => new Promise((done) => setTimeout(done, ms));

async function watch(id: string, days: number, rules: RuleSet): Promise<void> {
  watched = id;
  let silent = 0;
  while (watched === id) {
    const answer = await api.backtest(id);
    if (watched !== id) return;
    if (answer.ok) {
      silent = 0;
      const { state, progress, result } = answer.data;
      if (state !== 'running') return finish(result && state === 'done' ? { days, rules, result } : state);
      run.value = { kind: 'running', id, progress, days, rules };
    } else if (answer.kind === 'problem') return finish('failed');
    else if (++silent > PATIENCE) return finish('unreachable');
    await pauseFor(POLL_MS);
  }
}

type Ending =
  | { days: number; rules: RuleSet; result: Replay }
  | 'done'
  | 'cancelled'
  | 'failed'
  | 'unreachable';

function finish(ending: Ending): void {
  watched = null;
  remember(null);
  if (typeof ending !== 'string') run.value = { kind: 'done', ...ending };
  else run.value = { kind: ending === 'done' ? 'failed' : ending };
}

type Remembered = { id: string; days: number; rules: RuleSet };

function remember(what: Remembered | null): void {
  try {
    if (what) sessionStorage.setItem(KEPT, JSON.stringify(what));
    else sessionStorage.removeItem(KEPT);
  } catch {
    // Without storage a reload loses sight of the replay, nothing else.
  }
}

function remembered(): Remembered | null {
  try {
    const found = JSON.parse(sessionStorage.getItem(KEPT) ?? 'null') as Remembered | null;
    return found && typeof found.id === 'string' && asRuleSet(found.rules) ? found : null;
  } catch {
    return null;
  }
}
