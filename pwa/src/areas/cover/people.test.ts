import { expect, test } from 'vitest';
import type { Cover, DutyDay } from '../../api/cover';
import { gridOf, peopleOf } from './people';

const nadia = { id: 'n', name: 'Nadia Modèle' };
const karim = { id: 'k', name: 'Karim Modèle' };
const north = { id: 's1', name: 'Nord' };
const centre = { id: 's2', name: 'Centre' };
const duty = (day: string, sector: typeof north, gap = false): DutyDay => ({
  day,
  sector,
  on_duty: gap ? [] : [nadia],
  gap,
});

test('a colleague who is away is still known from the covers, once', () => {
  const cover = { absent: karim, cover: nadia } as Cover;
  expect(peopleOf([nadia], [cover], [duty('2026-03-02', north)])).toEqual([karim, nadia]);
});

test('the grid has a row a sector, a column a day, and a hole where nothing was said', () => {
  const grid = gridOf([
    duty('2026-03-03', north, true),
    duty('2026-03-02', north),
    duty('2026-03-02', centre),
  ]);
  expect(grid.days).toEqual(['2026-03-02', '2026-03-03']);
  expect(grid.rows.map((row) => [row.sector.name, row.gaps])).toEqual([
    ['Centre', 0],
    ['Nord', 1],
  ]);
  expect(grid.rows[0]?.cells[1]).toBeNull();
});
