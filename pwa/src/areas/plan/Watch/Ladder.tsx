/// The three rungs of a watch, the present one marked, and how far the next one is.
import { CADENCES, type Watch } from '../../../api/follow';
import { t, tn } from '../../../i18n';
import { Icon } from '../../../ui/Icon/Icon';

/// How many kept in a row lead to the next rung; quarterly ends only by decision.
export const NEEDED: Record<Watch['cadence'], number | null> = { weekly: 4, monthly: 3, quarterly: null };

export function Ladder({ watch }: { watch: Watch }) {
  const needed = NEEDED[watch.cadence];
  const left = needed === null ? null : Math.max(0, needed - watch.kept);
  return (
    <div class="ladder-box">
      <ol class="ladder">
        {CADENCES.map((cadence) => {
          const here = cadence === watch.cadence;
          return (
            <li key={cadence} class={here ? 'here' : undefined} aria-current={here ? 'step' : undefined}>
              {here ? <Icon name="check" size={14} /> : null}
              {t(`plan.cadence.${cadence}`)}
            </li>
          );
        })}
      </ol>
      <p class="small muted">
        {tn('plan.kept', watch.kept)}
        {left === null ? ` · ${t('plan.lastRung')}` : ` · ${tn('plan.rungLeft', left)}`}
      </p>
    </div>
  );
}
