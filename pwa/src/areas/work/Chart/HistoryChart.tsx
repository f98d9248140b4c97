/// Eight weeks in three small panels, one per axis: each visit, what is usual, its ordinary ups and downs, absences
/// and silent weeks; and the same figures as a table.
import type { Axis, History } from '../../../api/types';
import { t } from '../../../i18n';
import { Disclosure } from '../../../ui/Disclosure/Disclosure';
import { AxisPanel } from './AxisPanel';
import './chart.css';
import { HistoryTable } from './HistoryTable';
import { Legend } from './Legend';

const SHOWN: Axis[] = ['health', 'mood', 'form'];

export function HistoryChart({ history }: { history: History }) {
  return (
    <section class="stack-s">
      <h2>{t('work.chart')}</h2>
      {SHOWN.map((axis) => (
        <AxisPanel key={axis} axis={axis} history={history} />
      ))}
      <Legend history={history} />
      <Disclosure title={t('work.chartTable')} extra={String(history.ratings.length)}>
        <HistoryTable history={history} />
      </Disclosure>
    </section>
  );
}
