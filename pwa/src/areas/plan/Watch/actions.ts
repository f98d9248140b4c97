/// What one does to a watch; `step.ts` says how it goes.
import { type Cadence, follow, type NewWatch, type Watch } from '../../../api/follow';
import type { Failure } from '../../../api/problem';
import { t } from '../../../i18n';
import { beyond, failureWords, type Step, run as take } from '../step';

export type OnWatch = (after: Watch) => void;

const explain = (failure: Failure) => ({ text: failureWords(failure), now: beyond(failure).watch ?? null });
const run = (step: Step<Watch>, onChange: OnWatch) => take({ ...step, explain }, onChange);

export const begin = (person: string, wanted: NewWatch, onChange: OnWatch) =>
  run(
    {
      call: () => follow.watch(person, wanted),
      done: (after) =>
        t('plan.said.watchBegun', { cadence: t(`plan.cadence.${after.cadence}`).toLowerCase() }),
      undo: (after) => follow.endWatch(after.id, after.version, t('plan.takenBack')),
    },
    onChange,
  );

export const changeCadence = (watch: Watch, cadence: Cadence, why: string, onChange: OnWatch) =>
  run(
    {
      call: () => follow.stepWatch(watch.id, watch.version, cadence, why),
      done: (after) =>
        t('plan.said.watchStepped', { cadence: t(`plan.cadence.${after.cadence}`).toLowerCase() }),
      // Reopening one that is under way takes its last step back.
      undo: (after) => follow.reopenWatch(after.id, after.version),
    },
    onChange,
  );

export const end = (watch: Watch, reason: string, onChange: OnWatch) =>
  run(
    {
      call: () => follow.endWatch(watch.id, watch.version, reason),
      done: () => t('plan.said.watchEnded'),
      undo: (after) => follow.reopenWatch(after.id, after.version),
    },
    onChange,
  );

export function give(watch: Watch, owner: string, onChange: OnWatch) {
  const before = watch.owner?.id;
  return run(
    {
      call: () => follow.assignWatch(watch.id, watch.version, owner),
      done: (after) => t('plan.said.watchGiven', { name: after.owner?.name ?? '' }),
      ...(before ? { undo: (after: Watch) => follow.assignWatch(after.id, after.version, before) } : {}),
    },
    onChange,
  );
}
