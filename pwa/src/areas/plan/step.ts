/// The one way these pages change something: it goes to the server with the version on screen, the answer is the thing
/// as it is now, and a message offers to undo for ten seconds. A 409 says so and brings what is there now.
import { signal } from '@preact/signals';
import type { Stale } from '../../api/follow';
import type { Failure, Result } from '../../api/problem';
import { t } from '../../i18n';
import { showToast } from '../../ui/Toast/toast';

/// Why it did not go through; null when it did.
export type Refusal = string | null;

export const busy = signal(false);

/// What a refusal carries besides its words: the thing as it is now.
export const beyond = (failure: Failure): Stale =>
  failure.kind === 'problem' ? (failure.problem as Stale) : {};

/// The first thing the server said is wrong, else its own sentence.
export function failureWords(failure: Failure): string {
  if (failure.kind === 'unreachable') return t('app.unreachable');
  if (failure.kind === 'ended') return t('app.ended');
  const { problem } = failure;
  if (problem.code === 'stale_version' || problem.code === 'wrong_state') return t('plan.conflict');
  return problem.errors?.[0]?.detail || problem.detail || problem.title;
}

export type Step<T> = {
  call: () => Promise<Result<T>>;
  done: (after: T) => string;
  undo?: (after: T) => Promise<Result<T>>;
  /// What a refusal says, and the thing as it is now, if it came with it.
  explain?: (failure: Failure) => { text: string; now: T | null };
};

export async function run<T>(step: Step<T>, onChange: (after: T) => void): Promise<Refusal> {
  if (busy.value) return t('plan.busy');
  busy.value = true;
  const answer = await step.call();
  busy.value = false;
  const explain = step.explain ?? ((failure: Failure) => ({ text: failureWords(failure), now: null }));
  if (!answer.ok) {
    const { text, now } = explain(answer);
    if (now) onChange(now);
    return text;
  }
  onChange(answer.data);
  const undo = step.undo;
  const takeBack = async (): Promise<void> => {
    if (!undo) return;
    const back = await undo(answer.data);
    if (back.ok) return onChange(back.data);
    const { text, now } = explain(back);
    if (now) onChange(now);
    showToast({ text, tone: 'bad' });
  };
  showToast({
    text: step.done(answer.data),
    tone: 'ok',
    ...(undo ? { action: { label: t('app.undo'), run: () => void takeBack() } } : {}),
  });
  return null;
}
