/// The last month in six figures, each with the one before it: enough for a meeting.
import type { Impact, ImpactRow } from '../../api/impact';
import { type Key, t } from '../../i18n';
import { Bar } from '../../ui/Figures/Figures';
import { type Cell, figureOf, monthsOf, rowOf, type Style, shareOf } from './figures';
import { cellWords, monthName } from './words';

type Highlight = { word: Key; style: Style; of: (row: ImpactRow | undefined) => Cell };

const HIGHLIGHTS: Highlight[] = [
  { word: 'impact.share.rated', style: 'share', of: (row) => figureOf(row, 'share_rated') },
  { word: 'impact.share.taken', style: 'share', of: (row) => shareOf(row, 'taken', 'alerts') },
  { word: 'impact.time.take', style: 'minutes', of: (row) => figureOf(row, 'median_minutes_to_take') },
  { word: 'impact.time.act', style: 'minutes', of: (row) => figureOf(row, 'median_minutes_to_act') },
  {
    word: 'impact.share.outcome',
    style: 'share',
    of: (row) => shareOf(row, 'closed_with_outcome', 'closed'),
  },
  {
    word: 'impact.share.kept',
    style: 'share',
    of: (row) => shareOf(row, 'follow_ups_kept', 'follow_ups_due'),
  },
];

export function Highlights({ impact, sector }: { impact: Impact; sector: string | null }) {
  const months = monthsOf(impact);
  const [before, last] = [months.at(-2), months.at(-1)];
  if (!last) return null;
  const row = shown(impact, last, sector);
  const earlier = before ? shown(impact, before, sector) : undefined;
  return (
    <section class="stack-s">
      <h2>{t('impact.highlights', { month: monthName(last) })}</h2>
      <dl class="impact-highlights">
        {HIGHLIGHTS.map(({ word, style, of }) => {
          const cell = of(row);
          return (
            <div key={word} class="card">
              <dt>{t(word)}</dt>
              <dd class={`impact-figure${cell.kind === 'value' ? '' : ' missing'}`}>
                {cellWords(cell, style)}
              </dd>
              {style === 'share' && cell.kind === 'value' ? (
                <dd>
                  <Bar value={cell.value} top={1} />
                </dd>
              ) : null}
              <dd class="muted small">
                {earlier
                  ? t('impact.before', { value: cellWords(of(earlier), style) })
                  : t('impact.noBefore')}
              </dd>
            </div>
          );
        })}
      </dl>
    </section>
  );
}

/// A referent of one sector may get its row without a total.
export const shown = (impact: Impact, month: string, sector: string | null): ImpactRow | undefined =>
  rowOf(impact, month, sector) ?? (sector ? undefined : impact.rows.find((row) => row.month === month));
