/// Promises about the person of an alert: made, kept, put off, dropped, each with its undoing. What comes back is one
/// follow-up; the alert on screen takes it in at once and is asked for again behind the scenes.

import type { DuePreset } from '../../../api/casework';
import {
  casework,
  type Due,
  type FollowUp,
  type FollowUpResult,
  type NewFollowUp,
} from '../../../api/casework';
import type { Result } from '../../../api/problem';
import type { AlertDetail } from '../../../api/types';
import { user } from '../../../session/session';
import { newest, openAlert } from './open';
import { run, type Step } from './run';

/// Open ones first, the soonest on top; then what is over, the latest on top.
export function inOrder(list: FollowUp[]): FollowUp[] {
  const open = list.filter((one) => one.state === 'open').sort((a, b) => a.due_at.localeCompare(b.due_at));
  const over = list
    .filter((one) => one.state !== 'open')
    .sort((a, b) => (b.closed_at ?? '').localeCompare(a.closed_at ?? ''));
  return [...open, ...over];
}

/// The alert with one follow-up as it is now. Pure.
export function withFollowUp(alert: AlertDetail, followUp: FollowUp): AlertDetail {
  const follow_ups = inOrder([...alert.follow_ups.filter((one) => one.id !== followUp.id), followUp]);
  const next_step = follow_ups.find((one) => one.state === 'open' && one.alert_id === alert.id) ?? null;
  return { ...alert, follow_ups, next_step };
}

type Call = () => Promise<Result<FollowUp>>;

/// A call about a follow-up as a call about its alert.
async function asAlert(alert: AlertDetail, call: Call): Promise<Result<AlertDetail>> {
  const answer = await call();
  if (answer.ok) {
    void openAlert(alert.id);
    return { ok: true, data: withFollowUp(newest(alert), answer.data) };
  }
  if (answer.kind === 'problem' && answer.problem.follow_up) {
    const current = withFollowUp(newest(alert), answer.problem.follow_up);
    return { ...answer, problem: { ...answer.problem, alert: current } };
  }
  return answer;
}

type Change = { call: Call; done: Step['done']; undo: (now: FollowUp) => Promise<Result<FollowUp>> };

function change(alert: AlertDetail, id: string, { call, done, undo }: Change): Promise<boolean> {
  return run({
    call: () => asAlert(alert, call),
    done,
    undo: async (after) => {
      const now = after.follow_ups.find((one) => one.id === id);
      return now ? asAlert(after, () => undo(now)) : { ok: true, data: after };
    },
  });
}

export const plan = (alert: AlertDetail, body: NewFollowUp) =>
  change(alert, body.id, {
    call: () => casework.plan(alert.id, body),
    done: 'case.done.plan',
    undo: (now) => casework.cancel(now.id, now.version),
  });

export const keepPromise = (
  alert: AlertDetail,
  one: FollowUp,
  body: { result: FollowUpResult; text?: string; again?: DuePreset },
) =>
  change(alert, one.id, {
    call: () => casework.done(one.id, one.version, body),
    done: 'case.done.kept',
    undo: (now) => casework.reopenFollowUp(now.id, now.version),
  });

export const postpone = (alert: AlertDetail, one: FollowUp, due: Due, reason: string) =>
  change(alert, one.id, {
    call: () => casework.postpone(one.id, one.version, due, reason || undefined),
    done: 'case.done.postpone',
    // Gives it back the day it had, which may be one that has passed.
    undo: (now) => casework.reopenFollowUp(now.id, now.version),
  });

export const cancelFollowUp = (alert: AlertDetail, one: FollowUp) =>
  change(alert, one.id, {
    call: () => casework.cancel(one.id, one.version),
    done: 'case.done.cancel',
    undo: (now) => casework.reopenFollowUp(now.id, now.version),
  });

export const isMine = (one: FollowUp) => one.owner?.id === user.value?.id;
