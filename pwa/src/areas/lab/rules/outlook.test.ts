import { describe, expect, test } from 'vitest';
import type { Replay, Summary } from '../../../api/lab';
import { byRuleOf, coverOf, effectOf, loadsOf, sectorsOf, usefulShare, weeksOf } from './outlook';

const summary = (over: Partial<Summary> = {}): Summary => ({
  alerts: 10,
  alerts_per_week: 5,
  by_rule: {},
  by_severity: {},
  per_week: [],
  per_sector: [],
  per_coordinator: [],
  judged: { useful: 0, noise: 0, unjudged: 0 },
  ...over,
});
const coverage = {
  from: '2026-02-11',
  to: '2026-03-04',
  ratings: 100,
  persons: 50,
  persons_rated: 40,
  visits_done: 120,
  visits_rated: 100,
  days_with_data: 25,
  weeks: [
    { week: '2026-02-02', days_with_data: 0 },
    { week: '2026-02-09', days_with_data: 4 },
    { week: '2026-02-16', days_with_data: 7 },
    { week: '2026-02-23', days_with_data: 0 },
    { week: '2026-03-02', days_with_data: 3 },
  ],
};
const replay = (over: Partial<Replay> = {}): Replay => ({
  coverage,
  current: summary(),
  draft: summary(),
  gained: [],
  lost: [],
  gained_count: 0,
  lost_count: 0,
  warnings: [],
  elapsed_ms: 5,
  ...over,
});
const someone = (id: string, alerts_per_working_day: number, over_budget = false) => ({
  coordinator: { id, name: id.toUpperCase() },
  alerts_per_working_day,
  over_budget,
});

describe('weeks', () => {
  test('without a rating are weeks without data; others without alerts are zero', () => {
    const draft = summary({ per_week: [{ week: '2026-02-16', alerts: 3 }] });
    expect(weeksOf(replay({ draft }), 30)).toEqual([
      { week: '2026-02-02', current: 0, draft: 0, data: false },
      { week: '2026-02-09', current: 0, draft: 0, data: true },
      { week: '2026-02-16', current: 0, draft: 3, data: true },
      { week: '2026-02-23', current: 0, draft: 0, data: false },
      { week: '2026-03-02', current: 0, draft: 0, data: true },
    ]);
  });

  test('without a single rating have no data at all', () => {
    const empty = { ...coverage, ratings: 0, weeks: [] };
    expect(weeksOf(replay({ coverage: empty }), 30).some((week) => week.data)).toBe(false);
  });

  test('of a year are 53', () => expect(weeksOf(replay(), 365)).toHaveLength(53));
});

describe('coverage', () => {
  test.each([
    [{ ratings: 0 }, 'none'],
    [{ visits_rated: 59 }, 'thin'],
    [{ days_with_data: 14 }, 'thin'],
    [{}, 'good'],
    // Without planning there is nothing to compare with.
    [{ visits_done: 0, visits_rated: 0 }, 'good'],
  ] as const)('%j is %s', (over, expected) => expect(coverOf({ ...coverage, ...over }, 30)).toBe(expected));
});

describe('what changes in one sentence', () => {
  const from5to = (alerts_per_week: number) => effectOf(replay({ draft: summary({ alerts_per_week }) }));
  test('counts whole alerts a week', () => {
    expect(from5to(8.2)).toEqual({ kind: 'more', n: 3 });
    expect(from5to(5.5)).toEqual({ kind: 'more', n: 1 });
    expect(from5to(3.4)).toEqual({ kind: 'fewer', n: 2 });
    expect(from5to(5.4)).toEqual({ kind: 'same' });
  });
  test('says that it does not know, rather than zero', () => {
    expect(effectOf(null)).toEqual({ kind: 'unknown' });
    expect(effectOf(replay({ coverage: { ...coverage, ratings: 0 } }))).toEqual({ kind: 'unknown' });
  });
});

test('coordinators come most loaded first, also those who would have nothing', () => {
  const loads = loadsOf([someone('a', 1), someone('b', 0.5)], [someone('b', 2.4, true), someone('c', 0.1)]);
  expect(loads).toEqual([
    { id: 'b', name: 'B', current: 0.5, draft: 2.4, over: true },
    { id: 'c', name: 'C', current: 0, draft: 0.1, over: false },
    { id: 'a', name: 'A', current: 1, draft: 0, over: false },
  ]);
});

test('sectors and rules are joined from both sides', () => {
  const north = { sector: { id: 'n', name: 'Nord' }, alerts: 4, alerts_per_week: 2 };
  expect(sectorsOf(summary({ per_sector: [north] }), summary())).toEqual([
    { id: 'n', name: 'Nord', current: 2, draft: 0 },
  ]);
  expect(byRuleOf(summary({ by_rule: { drop: 3 } }), summary({ by_rule: { ewma: 5 } }))).toEqual([
    { id: 'ewma', name: 'ewma', current: 0, draft: 5 },
    { id: 'drop', name: 'drop', current: 3, draft: 0 },
  ]);
});

test('a share needs somebody who judged', () => {
  expect(usefulShare({ useful: 3, noise: 1, unjudged: 9 })).toBe(0.75);
  expect(usefulShare({ useful: 0, noise: 0, unjudged: 9 })).toBeNull();
});
