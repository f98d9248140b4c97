/// What one does to an entry of the caseload; `step.ts` says how it goes.
import { type CaseEntry, follow } from '../../../api/follow';
import type { Failure } from '../../../api/problem';
import { t } from '../../../i18n';
import { beyond, failureWords, type Step, run as take } from '../step';

export type OnEntry = (after: CaseEntry) => void;

const explain = (failure: Failure) => ({ text: failureWords(failure), now: beyond(failure).entry ?? null });
const run = (step: Step<CaseEntry>, onChange: OnEntry) => take({ ...step, explain }, onChange);

export const enter = (person: string, why: string, coordinator: string, onChange: OnEntry) =>
  run(
    {
      call: () => follow.enter(person, why, coordinator || undefined),
      done: (after) => t(after.state === 'requested' ? 'plan.said.caseRequested' : 'plan.said.caseEntered'),
      undo: (after) => follow.leave(after.id, after.version, t('plan.takenBack')),
    },
    onChange,
  );

export const decide = (entry: CaseEntry, accept: boolean, why: string, onChange: OnEntry) =>
  run(
    {
      call: () => follow.decide(entry.id, entry.version, accept, why),
      done: () => t(accept ? 'plan.said.caseAccepted' : 'plan.said.caseRefused'),
    },
    onChange,
  );

export const leave = (entry: CaseEntry, reason: string, onChange: OnEntry) =>
  run(
    {
      call: () => follow.leave(entry.id, entry.version, reason),
      done: () => t('plan.said.caseEnded'),
      undo: (after) => follow.comeBack(after.id, after.version),
    },
    onChange,
  );
