import { expect, test } from 'vitest';
import type { Definition, Figures, Impact, ImpactRow } from '../../api/impact';
import {
  linesOf,
  monthsBefore,
  monthsOf,
  rowOf,
  sectorsOf,
  shareOf,
  styleOf,
  withoutEmptyStart,
} from './figures';

const north = { id: 'n', name: 'Nord' };
const row = (month: string, figures: Partial<Figures>, more: Partial<ImpactRow> = {}): ImpactRow => ({
  month,
  sector: null,
  masked: false,
  figures: figures as Figures,
  ...more,
});
const definition = (key: string): Definition => ({
  key,
  label: { fr: key, en: key },
  text: { fr: '', en: '' },
});

test.each([
  ['share_rated', 'share'],
  ['median_minutes_to_take', 'minutes'],
  ['alerts_per_100_visits', 'rate'],
  ['alerts_per_coordinator', 'rate'],
  ['visits_done', 'count'],
])('%s is said as a %s', (key, style) => {
  expect(styleOf(key)).toBe(style);
});

test('what is hidden is not what is nothing', () => {
  const lines = linesOf(
    [definition('alerts'), definition('median_minutes_to_take')],
    [
      row('2026-01', { alerts: 3, median_minutes_to_take: null }),
      row('2026-02', { alerts: null, median_minutes_to_take: null }, { masked: true }),
      undefined,
    ],
  );
  expect(lines.map((line) => line.cells.map((cell) => cell.kind))).toEqual([
    ['value', 'masked', 'none'],
    ['none', 'masked', 'none'],
  ]);
});

test('outcomes become a line each; one that nobody had is zero, not unknown', () => {
  const lines = linesOf(
    [definition('outcomes')],
    [
      row('2026-01', { outcomes: { acted: 2 } }),
      row('2026-02', { outcomes: { acted: 1, noise: 4 } }),
      row('2026-03', { outcomes: null }, { masked: true }),
    ],
  );
  expect(lines.map((line) => [line.outcome, line.cells])).toEqual([
    ['acted', [{ kind: 'value', value: 2 }, { kind: 'value', value: 1 }, { kind: 'masked' }]],
    ['noise', [{ kind: 'value', value: 0 }, { kind: 'value', value: 4 }, { kind: 'masked' }]],
  ]);
});

test('a share of nothing has no value, a share of something hidden is hidden', () => {
  expect(shareOf(row('2026-01', { kept: 3, due: 4 }), 'kept', 'due')).toEqual({ kind: 'value', value: 0.75 });
  expect(shareOf(row('2026-01', { kept: 0, due: 0 }), 'kept', 'due')).toEqual({ kind: 'none' });
  expect(shareOf(row('2026-01', { kept: null, due: 4 }, { masked: true }), 'kept', 'due')).toEqual({
    kind: 'masked',
  });
});

test('rows are found by month and sector, the total by no sector', () => {
  const impact = {
    rows: [row('2026-02', {}, { sector: north }), row('2026-02', {}), row('2026-01', {})],
  } as Impact;
  expect(monthsOf(impact)).toEqual(['2026-01', '2026-02']);
  expect(sectorsOf(impact)).toEqual([north]);
  expect(rowOf(impact, '2026-02', 'n')?.sector).toEqual(north);
  expect(rowOf(impact, '2026-02', null)?.sector).toBeNull();
  expect(rowOf(impact, '2026-01', 'n')).toBeUndefined();
});

test('months go back over the turn of the year', () => {
  expect(monthsBefore('2026-02-28', 4)).toEqual(['2026-02', '2026-01', '2025-12', '2025-11']);
});

test('a share of no visits is nothing, not hidden', () => {
  const [line] = linesOf(
    [definition('share_rated')],
    [row('2026-01', { share_rated: null }, { masked: true })],
  );
  expect(line?.cells).toEqual([{ kind: 'none' }]);
});

test('months before the first visit are left out, months without one later are not', () => {
  const impact = {
    rows: [
      row('2026-01', { visits_done: 0 }),
      row('2026-02', { visits_done: 4 }),
      row('2026-03', { visits_done: 0 }),
    ],
  } as Impact;
  expect(monthsOf(withoutEmptyStart(impact))).toEqual(['2026-02', '2026-03']);
  expect(monthsOf(withoutEmptyStart({ ...impact, rows: impact.rows.slice(0, 1) }))).toEqual(['2026-01']);
});
