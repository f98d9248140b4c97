/// What each coordinator would get in a working day, against the budget of two. Over it is amber, and said in words.
import type { CoordinatorSummary } from '../../../api/lab';
import { t, tn } from '../../../i18n';
import { Icon } from '../../../ui/Icon/Icon';
import { Notice } from '../../../ui/Notice/Notice';
import { BUDGET, loadsOf } from '../rules/outlook';
import { number } from '../words';
import { Bar } from './Bar';

type Props = { current: CoordinatorSummary[]; draft: CoordinatorSummary[] };

export function Coordinators({ current, draft }: Props) {
  const loads = loadsOf(current, draft);
  const over = loads.filter((load) => load.over).length;
  const top = Math.max(BUDGET * 1.5, ...loads.flatMap((load) => [load.current, load.draft]));
  return (
    <section class="stack-s">
      <h3>
        {t('lab.perCoordinator')} <span class="muted small">{t('lab.perWorkingDay')}</span>
      </h3>
      {loads.length === 0 ? <p class="muted">{t('lab.noCoordinator')}</p> : null}
      {over > 0 ? (
        <Notice tone="warn">{tn('lab.overBudget', over, { budget: BUDGET })}</Notice>
      ) : loads.length > 0 ? (
        <p class="row small">
          <span class="tag ok">
            <Icon name="check" size={14} />
            {t('lab.inBudget', { budget: BUDGET })}
          </span>
        </p>
      ) : null}
      {loads.length > 0 ? (
        <p class="row small muted">
          <span class="lab-key budget" />
          {t('lab.budget', { budget: BUDGET })}
        </p>
      ) : null}
      {loads.length > 0 ? (
        <table class="lab-table">
          <thead>
            <tr>
              <th scope="col">{t('lab.coordinator')}</th>
              <th scope="col">{t('lab.inForce')}</th>
              <th scope="col">{t('lab.draft')}</th>
            </tr>
          </thead>
          <tbody>
            {loads.map((load) => (
              <tr key={load.id}>
                <th scope="row">
                  {load.name} {load.over ? <span class="tag warn">{t('lab.over')}</span> : null}
                  <Bar value={load.draft} marker={load.current} top={top} budget={BUDGET} over={load.over} />
                </th>
                <td>{number(load.current, 1)}</td>
                <td>{number(load.draft, 1)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      ) : null}
    </section>
  );
}
