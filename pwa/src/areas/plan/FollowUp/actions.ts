/// What one does to a follow-up. Each goes to the server with the version on screen; the answer is the follow-up as it
/// is now. Afterwards a message offers to undo for ten seconds. A 409 says who was faster and brings what is there now.
import { signal } from '@preact/signals';
import { type Day, type Done, type FollowUp, follow, type NewFollowUp, type When } from '../../../api/follow';
import type { Failure, Result } from '../../../api/problem';
import { t } from '../../../i18n';
import { ago, atHour, day } from '../../../i18n/dates';
import { user } from '../../../session/session';
import { showToast } from '../../../ui/Toast/toast';
import { beyond } from '../beyond';

/// Told of every follow-up that came back from the server.
export type OnChange = (after: FollowUp) => void;
/// Why it did not go through; null when it did.
export type Refusal = string | null;

export const busy = signal(false);

/// Noon, so that the day is the same whatever the zone.
export const dayWord = (on: Day) => day(atHour(on, 12));

/// The first thing the server said is wrong, else its own sentence.
export function failureWords(failure: Failure): string {
  if (failure.kind === 'unreachable') return t('app.unreachable');
  if (failure.kind === 'ended') return t('app.ended');
  const { problem } = failure;
  return problem.errors?.[0]?.detail || problem.detail || problem.title;
}

function explain(failure: Failure): { text: string; now: FollowUp | null } {
  const now = beyond(failure).follow_up ?? null;
  if (now?.closed_by && now.closed_at && now.closed_by.id !== user.value?.id) {
    const blanks = { name: now.closed_by.name, ago: ago(now.closed_at, new Date()) };
    return { text: t(now.state === 'done' ? 'plan.doneBy' : 'plan.cancelledBy', blanks), now };
  }
  if (failure.kind === 'problem' && failure.problem.code === 'stale_version')
    return { text: t('plan.conflict'), now };
  return { text: failureWords(failure), now };
}

type Step = {
  call: () => Promise<Result<FollowUp>>;
  done: (after: FollowUp) => string;
  undo?: (after: FollowUp) => Promise<Result<FollowUp>>;
};

async function run(step: Step, onChange: OnChange): Promise<Refusal> {
  if (busy.value) return null;
  busy.value = true;
  const answer = await step.call();
  busy.value = false;
  if (!answer.ok) {
    const { text, now } = explain(answer);
    if (now) onChange(now);
    return text;
  }
  const after = answer.data;
  onChange(after);
  const undo = step.undo;
  showToast({
    text: step.done(after),
    tone: 'ok',
    ...(undo ? { action: { label: t('app.undo'), run: () => void takeBack(undo(after), onChange) } } : {}),
  });
  return null;
}

async function takeBack(answer: Promise<Result<FollowUp>>, onChange: OnChange): Promise<void> {
  const back = await answer;
  if (back.ok) return onChange(back.data);
  const { text, now } = explain(back);
  if (now) onChange(now);
  showToast({ text, tone: 'bad' });
}

const reopened = (after: FollowUp) => follow.reopen(after.id, after.version);

export const finish = (item: FollowUp, how: Done, onChange: OnChange) =>
  run(
    { call: () => follow.done(item.id, item.version, how), done: () => t('plan.said.done'), undo: reopened },
    onChange,
  );

export const move = (item: FollowUp, when: When, onChange: OnChange) =>
  run(
    {
      call: () => follow.postpone(item.id, item.version, when),
      done: (after) => t('plan.said.moved', { day: dayWord(after.due_on) }),
      undo: (after) => follow.postpone(after.id, after.version, { due_on: item.due_on }),
    },
    onChange,
  );

export const cancel = (item: FollowUp, reason: string, onChange: OnChange) =>
  run(
    {
      call: () => follow.cancel(item.id, item.version, reason || undefined),
      done: () => t('plan.said.cancelled'),
      undo: reopened,
    },
    onChange,
  );

export function give(item: FollowUp, owner: string, onChange: OnChange) {
  const before = item.owner?.id;
  return run(
    {
      call: () => follow.assign(item.id, item.version, owner),
      done: (after) => t('plan.said.given', { name: after.owner?.name ?? '' }),
      ...(before ? { undo: (after: FollowUp) => follow.assign(after.id, after.version, before) } : {}),
    },
    onChange,
  );
}

export const reopen = (item: FollowUp, onChange: OnChange) =>
  run({ call: () => reopened(item), done: () => t('plan.said.reopened') }, onChange);

/// Undoing a new one calls it off: nothing that was promised disappears without a trace.
export const create = (person: string, wanted: NewFollowUp, onChange: OnChange) =>
  run(
    {
      call: () => follow.onPerson(person, wanted),
      done: (after) => t('plan.said.created', { day: dayWord(after.due_on) }),
      undo: (after) => follow.cancel(after.id, after.version),
    },
    onChange,
  );
