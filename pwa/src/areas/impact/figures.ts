/// The answer as lines of a table: which figures, in the server's order, and what each cell holds. Pure.
import type { Definition, Impact, ImpactRow, Month } from '../../api/impact';

/// A cell: a number, nothing to count (a median of nothing), or hidden because it could point at somebody.
export type Cell = { kind: 'value'; value: number } | { kind: 'none' | 'masked' };
/// How the number is said. Shares go from 0 to 1, times are minutes.
export type Style = 'count' | 'share' | 'minutes' | 'rate';
export type Line = { key: string; outcome: string | null; style: Style; cells: Cell[] };

export const styleOf = (key: string): Style => {
  if (key.startsWith('share_')) return 'share';
  if (key.startsWith('median_minutes_')) return 'minutes';
  return /_per_/.test(key) ? 'rate' : 'count';
};

/// Not about alerts, so never hidden: without a value there was nothing to count.
const NEVER_HIDDEN = ['visits_done', 'visits_rated', 'share_rated', 'coordinators', 'uncovered_days'];

function cellOf(row: ImpactRow | undefined, pick: (figures: ImpactRow['figures']) => unknown): Cell {
  if (!row) return { kind: 'none' };
  const value = pick(row.figures);
  if (typeof value === 'number') return { kind: 'value', value };
  return { kind: row.masked ? 'masked' : 'none' };
}

/// One line a figure; the outcomes unfold into one each, in the order in which they first appear.
export function linesOf(definitions: Definition[], rows: (ImpactRow | undefined)[]): Line[] {
  const outcomes = [...new Set(rows.flatMap((row) => Object.keys(row?.figures.outcomes ?? {})))];
  return definitions.flatMap(({ key }): Line[] => {
    if (key !== 'outcomes') {
      const cells = rows.map((row) => figureOf(row, key));
      return [{ key, outcome: null, style: styleOf(key), cells }];
    }
    return outcomes.map((outcome) => ({
      key,
      outcome,
      style: 'count',
      // An outcome that is not named was not given to anybody, unless all of them are hidden.
      cells: rows.map((row) =>
        cellOf(row, (figures) => figures.outcomes && (figures.outcomes[outcome] ?? 0)),
      ),
    }));
  });
}

export const monthsOf = (impact: Impact): Month[] => [...new Set(impact.rows.map((row) => row.month))].sort();

export const rowOf = (impact: Impact, month: Month, sectorId: string | null): ImpactRow | undefined =>
  impact.rows.find((row) => row.month === month && (row.sector?.id ?? null) === sectorId);

export const sectorsOf = (impact: Impact) =>
  [
    ...new Map(
      impact.rows.flatMap((row) => (row.sector ? [[row.sector.id, row.sector] as const] : [])),
    ).values(),
  ].sort((a, b) => a.name.localeCompare(b.name));

/// The share of two counts of one row, where both are known.
export function shareOf(row: ImpactRow | undefined, part: string, whole: string): Cell {
  const [a, b] = [cellOf(row, (figures) => figures[part]), cellOf(row, (figures) => figures[whole])];
  if (a.kind !== 'value') return a;
  if (b.kind !== 'value') return b;
  return b.value > 0 ? { kind: 'value', value: a.value / b.value } : { kind: 'none' };
}

export function figureOf(row: ImpactRow | undefined, key: string): Cell {
  const cell = cellOf(row, (figures) => figures[key]);
  return cell.kind === 'masked' && NEVER_HIDDEN.includes(key) ? { kind: 'none' } : cell;
}

/// Months before the first visit say nothing; at least the last one stays.
export function withoutEmptyStart(impact: Impact): Impact {
  const months = monthsOf(impact);
  const lived = months.find((month) =>
    impact.rows.some((row) => row.month === month && row.figures.visits_done !== 0),
  );
  const first = lived ?? months.at(-1) ?? '';
  return { ...impact, rows: impact.rows.filter((row) => row.month >= first) };
}

/// The last `count` months up to that of `day`, newest first.
export function monthsBefore(day: string, count: number): Month[] {
  const [year = 0, month = 1] = day.split('-').map(Number);
  return Array.from({ length: count }, (_, back) =>
    new Date(Date.UTC(year, month - 1 - back, 1)).toISOString().slice(0, 7),
  );
}
