/// The shaded stretches in words, and what the marks of the chart mean.
import type { AbsenceKind, History } from '../../../api/types';
import { t, tn } from '../../../i18n';
import { shortDay } from '../../../i18n/dates';
import { absences, gaps } from './periods';

export type Period = { key: string; from: number; to: number; kind: AbsenceKind | 'gap'; endless: boolean };
const DAY_MS = 24 * 3600 * 1000;

export function periodsOf(history: History): Period[] {
  return [
    ...absences(history).map((away) => ({ ...away, key: away.id })),
    ...gaps(history).map((gap) => ({ ...gap, key: `gap-${gap.from}`, kind: 'gap' as const, endless: false })),
  ].sort((a, b) => a.from - b.from);
}

export function periodWords(period: Period): string {
  const from = shortDay(new Date(period.from));
  // The end is excluded: an absence up to the 9th ends as the 10th begins.
  const to = shortDay(new Date(period.to - 1));
  if (period.kind === 'gap') {
    return tn('work.gap', Math.round((period.to - period.from) / DAY_MS), { from, to });
  }
  const kind = t(`absence.kind.${period.kind}`);
  return period.endless ? t('absence.since', { kind, from }) : t('absence.between', { kind, from, to });
}

export function Legend({ history }: { history: History }) {
  const periods = periodsOf(history);
  const aside = history.ratings.some((rating) => rating.status !== 'folded');
  const usual = Object.values(history.usual).some((level) => level !== null);
  const band = Object.values(history.band).some((range) => range !== null);
  return (
    <div class="stack-s small">
      <ul class="legend">
        {usual ? (
          <li>
            <span class="swatch usual" />
            {t('work.legendUsual')}
          </li>
        ) : null}
        {band ? (
          <li>
            <span class="swatch band" />
            {t('work.legendBand')}
          </li>
        ) : null}
        {aside ? (
          <li>
            <span class="swatch aside" />
            {t('work.legendAside')}
          </li>
        ) : null}
        {periods.map((period) => (
          <li key={period.key}>
            <span class={`swatch ${period.kind === 'gap' ? 'gap' : 'away'}`} />
            {periodWords(period)}
          </li>
        ))}
      </ul>
    </div>
  );
}
