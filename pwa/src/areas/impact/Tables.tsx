/// The same figures twice: months beside each other for one sector or all, and sectors beside each other for one month.
import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import type { Impact, ImpactRow } from '../../api/impact';
import { label, t, wordOr } from '../../i18n';
import { Select } from '../../ui/Field/Field';
import { Figures } from '../../ui/Figures/Figures';
import { type Line, linesOf, monthsOf, rowOf, sectorsOf } from './figures';
import { shown } from './Highlights';
import { Trend } from './Trend';
import { cellWords, monthName } from './words';

export function ByMonth({ impact, sector }: { impact: Impact; sector: string | null }) {
  const months = monthsOf(impact);
  const rows = months.map((month) => shown(impact, month, sector));
  const name = rows.find((row) => row?.sector)?.sector?.name ?? t('impact.allSectors');
  return (
    <section class="stack-s">
      <h2>{t('impact.byMonth', { name })}</h2>
      <Table
        caption={t('impact.byMonth', { name })}
        impact={impact}
        rows={rows}
        heads={months.map((month) => monthName(month, 'short'))}
        extra={
          months.length > 1 ? { head: t('impact.trend'), of: (line) => <Trend cells={line.cells} /> } : null
        }
      />
    </section>
  );
}

export function BySector({ impact }: { impact: Impact }) {
  const months = monthsOf(impact);
  const [chosen, setChosen] = useState<string | null>(null);
  const month = chosen && months.includes(chosen) ? chosen : (months.at(-1) ?? '');
  const sectors = sectorsOf(impact);
  if (sectors.length < 2) return null;
  const total = rowOf(impact, month, null);
  const rows = [...sectors.map((sector) => rowOf(impact, month, sector.id)), ...(total ? [total] : [])];
  const heads = [...sectors.map((sector) => sector.name), ...(total ? [t('impact.allSectors')] : [])];
  return (
    <section class="stack-s">
      <h2>{t('impact.bySector', { month: monthName(month) })}</h2>
      <div class="impact-month">
        <Select
          label={t('impact.month')}
          value={month}
          onChange={setChosen}
          options={[...months].reverse().map((one) => ({ value: one, label: monthName(one) }))}
        />
      </div>
      <Table
        caption={t('impact.bySector', { month: monthName(month) })}
        impact={impact}
        rows={rows}
        heads={heads}
        extra={null}
      />
    </section>
  );
}

type TableProps = {
  caption: string;
  impact: Impact;
  rows: (ImpactRow | undefined)[];
  heads: string[];
  extra: { head: string; of: (line: Line) => ComponentChildren } | null;
};

function Table({ caption, impact, rows, heads, extra }: TableProps) {
  const lines = linesOf(impact.definitions, rows);
  return (
    <Figures caption={caption} hideCaption>
      <thead>
        <tr>
          <th scope="col" class="impact-first">
            {t('impact.figure')}
          </th>
          {heads.map((head) => (
            <th key={head} scope="col" class="number">
              {head}
            </th>
          ))}
          {extra ? <th scope="col">{extra.head}</th> : null}
        </tr>
      </thead>
      <tbody>
        {lines.map((line) => (
          <tr key={line.key + line.outcome}>
            <th scope="row" class={`impact-first${line.outcome ? ' impact-outcome' : ''}`}>
              {nameOf(impact, line)}
            </th>
            {line.cells.map((cell, index) => (
              <td key={heads[index]} class={`number${cell.kind === 'value' ? '' : ' impact-missing'}`}>
                {cell.kind === 'none' ? <Nothing /> : cellWords(cell, line.style)}
              </td>
            ))}
            {extra ? <td class="impact-trend">{extra.of(line)}</td> : null}
          </tr>
        ))}
      </tbody>
    </Figures>
  );
}

/// A dash for the eye, words for the ear.
function Nothing() {
  return (
    <>
      <span aria-hidden="true">–</span>
      <span class="hidden">{t('impact.none')}</span>
    </>
  );
}

function nameOf(impact: Impact, { key, outcome }: Line): string {
  if (outcome) return wordOr('impact.outcome', outcome);
  const definition = impact.definitions.find((one) => one.key === key);
  // Times are said in hours and days here; only the file has plain minutes.
  return definition ? label(definition.label).replace(/ \(min\)$/, '') : key;
}
