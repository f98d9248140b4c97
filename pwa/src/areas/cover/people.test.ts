import { expect, test } from 'vitest';
import type { Cover, DutyDay } from '../../api/cover';
import type { TeamMember } from '../../api/types';
import { gridOf, peopleOf, sectorsFor, standIns } from './people';

const nadia: TeamMember = { id: 'n', name: 'Nadia Modèle', role: 'coordinator', sector_ids: ['s1'] };
const rose: TeamMember = { id: 'r', name: 'Rose Témoin', role: 'sector_referent', sector_ids: ['s1'] };
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
  const cover = { absent: karim, cover: null } as Cover;
  const people = peopleOf([nadia], [cover], [duty('2026-03-02', north)]);
  expect(people).toEqual([{ ...karim, role: null, sector_ids: null }, nadia]);
});

test('a referent does not stand in for a coordinator, nor anybody for themselves', () => {
  const people = peopleOf([nadia, rose], [{ absent: karim, cover: null } as Cover], []);
  expect(standIns(people, 'n').map((one) => one.id)).toEqual(['k']);
  expect(standIns(people, 'k').map((one) => one.id)).toEqual(['n', 'r']);
});

test('a cover is about sectors of the absent one', () => {
  const people = peopleOf([nadia], [{ absent: karim, cover: null } as Cover], []);
  expect(sectorsFor(people, 'n', [north, centre])).toEqual([north]);
  expect(sectorsFor(people, 'k', [north, centre])).toEqual([north, centre]);
  expect(sectorsFor(people, '', [north, centre])).toEqual([north, centre]);
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
