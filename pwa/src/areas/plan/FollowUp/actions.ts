/// What one does to a follow-up; `step.ts` says how it goes.
import { type Day, type Done, type FollowUp, follow, type NewFollowUp, type When } from '../../../api/follow';
import type { Failure } from '../../../api/problem';
import { t } from '../../../i18n';
import { ago, atHour, day } from '../../../i18n/dates';
import { user } from '../../../session/session';
import { beyond, failureWords, type Step, run as take } from '../step';

/// Told of every follow-up that came back from the server.
export type OnChange = (after: FollowUp) => void;

/// Noon, so that the day is the same whatever the zone.
export const dayWord = (on: Day) => day(atHour(on, 12));

/// Who was faster, when it was somebody.
function explain(failure: Failure): { text: string; now: FollowUp | null } {
  const now = beyond(failure).follow_up ?? null;
  if (now?.closed_by && now.closed_at && now.closed_by.id !== user.value?.id) {
    const blanks = { name: now.closed_by.name, ago: ago(now.closed_at, new Date()) };
    return { text: t(now.state === 'done' ? 'plan.doneBy' : 'plan.cancelledBy', blanks), now };
  }
  return { text: failureWords(failure), now };
}

const run = (step: Step<FollowUp>, onChange: OnChange) => take({ ...step, explain }, onChange);

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
      // Reopening one that is open takes its last move back, to a day that may be over.
      undo: reopened,
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
