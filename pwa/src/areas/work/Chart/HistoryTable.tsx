/// The figures of the chart as a table, newest first, with the absences and the silent weeks between them.
import type { Axis, History, HistoryRating } from '../../../api/types';
import { t } from '../../../i18n';
import { dateTime } from '../../../i18n/dates';
import { signName } from '../signs';
import { type Period, periodsOf, periodWords } from './Legend';

const ALL: Axis[] = ['intervention', 'health', 'mood', 'form'];

type Line = { at: number; rating: HistoryRating } | { at: number; period: Period };

export function HistoryTable({ history }: { history: History }) {
  const lines: Line[] = [
    ...history.ratings.map((rating) => ({ at: Date.parse(rating.visited_at), rating })),
    ...periodsOf(history).map((period) => ({ at: period.from, period })),
  ].sort((a, b) => b.at - a.at);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls sideways, so the keyboard must be able to scroll it
    <section class="table-scroll" tabIndex={0} aria-label={t('work.chartTable')}>
      <table>
        <thead>
          <tr>
            <th scope="col">{t('work.colDate')}</th>
            {ALL.map((axis) => (
              <th key={axis} scope="col">
                {t(`axis.${axis}`)}
              </th>
            ))}
            <th scope="col">{t('work.colSigns')}</th>
            <th scope="col">{t('work.colNote')}</th>
            <th scope="col">{t('work.colBy')}</th>
            <th scope="col">{t('work.colStatus')}</th>
          </tr>
        </thead>
        <tbody>
          {lines.map((line) =>
            'rating' in line ? (
              <Row key={line.rating.id} rating={line.rating} />
            ) : (
              <tr key={line.period.key} class="table-period">
                <td colSpan={ALL.length + 5}>{periodWords(line.period)}</td>
              </tr>
            ),
          )}
        </tbody>
      </table>
    </section>
  );
}

function Row({ rating }: { rating: HistoryRating }) {
  const counted = rating.status === 'folded';
  return (
    <tr class={counted ? undefined : 'set-aside'}>
      <th scope="row">{dateTime(rating.visited_at)}</th>
      {ALL.map((axis) => (
        <td key={axis}>{rating.scores[axis] ?? '–'}</td>
      ))}
      <td>{rating.signs.map(signName).join(', ')}</td>
      <td class="table-note">{rating.note}</td>
      <td class="table-who">{rating.aide.name}</td>
      <td>{t(`work.status.${rating.status}`)}</td>
    </tr>
  );
}
