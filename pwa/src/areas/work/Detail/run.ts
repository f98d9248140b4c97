/// One action after the other: send it with the version on screen, show the alert as it is now, offer to undo for ten
/// seconds. A 409 says who was faster; what was typed stays.
import { signal } from '@preact/signals';
import type { Failure, Result } from '../../../api/problem';
import type { AlertDetail } from '../../../api/types';
import { type Key, t } from '../../../i18n';
import { ago } from '../../../i18n/dates';
import { user } from '../../../session/session';
import { showToast } from '../../../ui/Toast/toast';
import { adopt } from '../live';
import { newest, open, refusal, show } from './open';

export const busy = signal(false);

/// Who did what last, when it was a person: 'Nadia a été plus rapide (prise en charge, il y a 2 min)'.
export function explain(failure: Failure): string {
  if (failure.kind === 'unreachable') return t('app.unreachable');
  if (failure.kind === 'ended') return t('app.ended');
  const { alert, follow_up: followUp } = failure.problem;
  const last = alert?.timeline.at(-1);
  if (failure.status === 409 && last?.actor && last.actor.id !== user.value?.id) {
    const what = t(`timeline.${last.kind}`).toLowerCase();
    return t('work.conflictBy', { name: last.actor.name, what, ago: ago(last.at, new Date()) });
  }
  if (failure.status === 409 && followUp?.closed_by && followUp.closed_by.id !== user.value?.id) {
    const what = t(`case.followUp.state.${followUp.state}`).toLowerCase();
    const when = ago(followUp.closed_at ?? new Date(), new Date());
    return t('work.conflictBy', { name: followUp.closed_by.name, what, ago: when });
  }
  if (failure.problem.code === 'stale_version') return t('work.conflict');
  if (failure.problem.code === 'wrong_state') return t('work.wrongState');
  return failure.problem.detail || failure.problem.title;
}

export type Undo = (after: AlertDetail) => Promise<Result<AlertDetail>>;
export type Step = { call: () => Promise<Result<AlertDetail>>; done: Key; undo?: Undo | undefined };

function settle(alert: AlertDetail): void {
  adopt(alert);
  show(alert);
}

export async function run(step: Step): Promise<boolean> {
  if (busy.value) return false;
  busy.value = true;
  refusal.value = null;
  const answer = await step.call();
  busy.value = false;
  if (!answer.ok) {
    refusal.value = explain(answer);
    if (answer.kind === 'problem' && answer.problem.alert) settle(answer.problem.alert);
    if (open.value.kind === 'none') showToast({ text: refusal.value, tone: 'bad' });
    return false;
  }
  const after = answer.data;
  settle(after);
  offerUndo(after, step.done, step.undo);
  return true;
}

/// Says that it is done, and takes it back for as long as the message stands.
export function offerUndo(after: AlertDetail, done: Key, undo: Undo | undefined): void {
  showToast({
    text: t(done),
    tone: 'ok',
    ...(undo ? { action: { label: t('app.undo'), run: () => void takeBack(after, undo) } } : {}),
  });
}

/// Undoing works on the newest version we know: our own action may have been followed by a finding.
async function takeBack(after: AlertDetail, undo: Undo): Promise<void> {
  const answer = await undo(newest(after));
  if (answer.ok) {
    settle(answer.data);
    showToast({ text: t('case.undone'), tone: 'ok' });
  } else {
    showToast({ text: explain(answer), tone: 'bad' });
  }
}
