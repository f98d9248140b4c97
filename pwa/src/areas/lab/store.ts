/// What the lab has open: the rules in force, the draft with the version it began from, and the replay under way.
/// Kept on the device at every change, so that a reload loses nothing; it holds numbers, no names.
import { computed, effect, signal } from '@preact/signals';
import { api } from '../../api/client';
import type { RuleProblem, RulesAnswer } from '../../api/lab';
import type { Failure } from '../../api/problem';
import { recall, remember } from '../../outbox/kv';
import { user } from '../../session/session';
import { carryOver, changes, sameRules } from './rules/diff';
import { asRuleSet, pathOf, type RuleSet, write } from './rules/model';

export type Kept = { base_version: number; base: RuleSet; draft: RuleSet };

export const answer = signal<RulesAnswer | 'loading' | 'failed'>('loading');
export const kept = signal<Kept | null>(null);
/// Mistakes the server found in the draft.
export const problems = signal<RuleProblem[]>([]);
/// Texts typed into number fields that are no value: the draft keeps its last good one.
export const faulty = signal<ReadonlyMap<string, string>>(new Map());

export const current = computed<RuleSet | null>(() =>
  typeof answer.value === 'string' ? null : asRuleSet(answer.value.current.rules),
);
export const draft = computed(() => kept.value?.draft ?? null);
/// The draft against what is in force now.
export const changed = computed(() =>
  current.value && draft.value ? changes(current.value, draft.value) : [],
);
/// Somebody published since the draft began.
export const stale = computed(() => {
  const [now, mine] = [answer.value, kept.value];
  return typeof now !== 'string' && mine !== null && mine.base_version !== now.current.version;
});

const PREFIX = 'lab:';
/// Peeked at: when the account changes, the old draft is not to be written under the new name.
const keyOf = () => `${PREFIX}${user.peek()?.id ?? ''}`;

/// Waits for a pause in the typing before it asks the server.
const PAUSE_MS = 600;
let timer: ReturnType<typeof setTimeout> | undefined;

export async function open(): Promise<void> {
  answer.value = 'loading';
  kept.value = null;
  const [found, before] = await Promise.all([api.rules(), recall<Kept>(keyOf()).catch(() => undefined)]);
  if (!found.ok) {
    answer.value = 'failed';
    return;
  }
  answer.value = found.data;
  kept.value = before ?? begin();
  // A draft without changes follows what is in force.
  if (stale.value && before && sameRules(before.base, before.draft)) kept.value = begin();
  checkSoon();
}

function begin(): Kept | null {
  const now = answer.value;
  const base = current.value;
  if (typeof now === 'string' || !base) return null;
  return { base_version: now.current.version, base, draft: base };
}

effect(() => {
  const now = kept.value;
  if (now) void remember(keyOf(), now).catch(() => undefined);
});

export function edit(path: string, value: unknown): void {
  const now = kept.value;
  if (!now) return;
  kept.value = { ...now, draft: write(now.draft, path, value) };
  checkSoon();
}

/// Another set as the whole draft; gives back what was there, for the undo.
export function replaceDraft(next: RuleSet): Kept | null {
  const before = kept.value;
  if (before) kept.value = { ...before, draft: next };
  faulty.value = new Map();
  checkSoon();
  return before;
}

export function restore(before: Kept): void {
  kept.value = before;
  faulty.value = new Map();
  checkSoon();
}

export const giveUp = () => {
  const fresh = begin();
  if (fresh) restore(fresh);
};

/// Our changes again, on what is in force now.
export function carryOn(): void {
  const [mine, fresh] = [kept.value, begin()];
  if (!mine || !fresh) return;
  restore({ ...fresh, draft: carryOver(mine.base, mine.draft, fresh.base) });
}

export function tellFault(path: string, text: string | null): void {
  const next = new Map(faulty.value);
  if (text === null) next.delete(path);
  else next.set(path, text);
  faulty.value = next;
}

/// Where the first mistake of the draft is: nothing is replayed or published before it is mended.
export function firstMistake(): string | null {
  const [typed] = faulty.value.keys();
  const [told] = problems.value;
  return typed ?? (told && draft.value ? pathOf(told.place, draft.value) : null);
}

/// Mistakes that a request was refused for.
export function takeProblems(failure: Failure): boolean {
  const errors = failure.kind === 'problem' ? failure.problem.errors : undefined;
  if (!errors?.length) return false;
  problems.value = errors.map((error) => ({ place: error.pointer, detail: error.detail, suggestion: null }));
  return true;
}

function checkSoon(): void {
  clearTimeout(timer);
  timer = setTimeout(() => void check(), PAUSE_MS);
}

async function check(): Promise<void> {
  const asked = draft.value;
  if (!asked) return;
  const found = await api.checkRules(asked);
  if (found.ok && draft.value === asked) problems.value = found.data.problems;
}

/// After a publication or a rollback: the server's answer is the state of things.
export function adopt(next: RulesAnswer): void {
  answer.value = next;
  const fresh = begin();
  if (fresh) restore(fresh);
}

/// The rules in force may have changed on the server: ask again, keep the draft.
export async function refresh(): Promise<Failure | null> {
  const found = await api.rules();
  if (!found.ok) return found;
  answer.value = found.data;
  return null;
}
