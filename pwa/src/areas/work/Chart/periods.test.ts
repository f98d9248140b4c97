import { expect, test } from 'vitest';
import type { AbsenceKind, History } from '../../../api/types';
import { absences, gaps } from './periods';
import { panel } from './scale';

const at = (day: string, hour = '09') => `2026-03-${day}T${hour}:00:00Z`;
const rating = (day: string, status: 'folded' | 'replaced' | 'future' | 'too_old' = 'folded') => ({
  id: day + status,
  visited_at: at(day),
  aide: { id: 'a', name: 'Nadia' },
  scores: { intervention: null, health: 4 as const, mood: null, form: 2 as const },
  signs: [],
  note: null,
  status,
});
const away = (from_day: string, to_day: string | null, kind: AbsenceKind = 'hospital') => ({
  id: from_day,
  from_day,
  to_day,
  kind,
});
const NO_BAND = { intervention: null, health: null, mood: null, form: null };
const history = (over: Partial<History>): History => ({
  from: at('01', '00'),
  to: at('31', '00'),
  usual: { intervention: null, health: 4, mood: null, form: 3.5 },
  band: NO_BAND,
  absences: [],
  ratings: [],
  ...over,
});
const days = (list: { from: number; to: number }[]) =>
  list.map(({ from, to }) => [from, to].map((ms) => new Date(ms).toISOString().slice(5, 10)).join('/'));

test('a week without a rating is a gap, six days are not', () => {
  const noted = ['01', '07', '13', '21', '27'].map((day) => rating(day));
  expect(days(gaps(history({ ratings: noted })))).toEqual(['03-13/03-21']);
});

test('nothing noted at all is one gap, and what did not count fills none', () => {
  expect(days(gaps(history({})))).toEqual(['03-01/03-31']);
  const set_aside = [rating('10', 'replaced'), rating('20', 'future')];
  expect(days(gaps(history({ ratings: set_aside })))).toEqual(['03-01/03-31']);
});

test('the weeks before the first rating and after the last are looked at', () => {
  expect(days(gaps(history({ ratings: [rating('15')] })))).toEqual(['03-01/03-15', '03-15/03-31']);
});

test('an absence explains a gap; what remains of it may still be one', () => {
  expect(gaps(history({ absences: [away('2026-02-20', null)] }))).toEqual([]);
  const stay = [away('2026-03-05', '2026-03-20')];
  expect(days(gaps(history({ absences: stay })))).toEqual(['03-20/03-31']);
});

test('the days of an absence are local and both included', () => {
  // Paris is one hour ahead of UTC until the 29th: the day begins at 23:00Z and ends at 23:00Z.
  const [stay] = absences(history({ absences: [away('2026-03-10', '2026-03-11')] }));
  expect([stay?.from, stay?.to].map((ms) => new Date(ms ?? 0).toISOString())).toEqual([
    '2026-03-09T23:00:00.000Z',
    '2026-03-11T23:00:00.000Z',
  ]);
});

test('the day the clocks go forward has 23 hours', () => {
  const [stay] = absences(history({ absences: [away('2026-03-29', '2026-03-29')] }));
  expect(((stay?.to ?? 0) - (stay?.from ?? 0)) / 3_600_000).toBe(23);
});

test('absences are cut to the weeks shown, and those outside are left out', () => {
  const list = [away('2026-02-01', '2026-02-20'), away('2026-02-20', '2026-03-02'), away('2026-03-25', null)];
  const shown = absences(history({ absences: list }));
  expect(days(shown)).toEqual(['03-01/03-02', '03-24/03-31']);
  expect(shown.map((stay) => stay.endless)).toEqual([false, true]);
});

test('a corrected rating is a point of its own and not on the line', () => {
  const ratings = [rating('02'), rating('03', 'replaced'), rating('04')];
  const drawn = panel(history({ ratings }), 'health', 640);
  expect(drawn.points.map((point) => point.status)).toEqual(['folded', 'replaced', 'folded']);
  expect(drawn.path.match(/[ML]/g)).toHaveLength(2);
  expect(panel(history({ ratings }), 'mood', 640).points).toEqual([]);
});

test('the line does not run across a gap', () => {
  const ratings = [rating('02'), rating('03'), rating('20'), rating('21')];
  expect(panel(history({ ratings }), 'health', 640).path.match(/M/g)).toHaveLength(2);
});

test('nor across an absence, however short', () => {
  const ratings = [rating('02'), rating('06')];
  const absences = [away('2026-03-03', '2026-03-04')];
  expect(panel(history({ ratings }), 'health', 640).path.match(/M/g)).toHaveLength(1);
  expect(panel(history({ ratings, absences }), 'health', 640).path.match(/M/g)).toHaveLength(2);
});

test('the band stays on the scale, low under high, and is absent when it is not known', () => {
  const known = history({ band: { ...NO_BAND, health: { low: 3.1, high: 5.4 } } });
  const { band } = panel(known, 'health', 640);
  expect(band).not.toBeNull();
  const [top, bottom] = [band?.top ?? 0, band?.bottom ?? 0];
  expect(top).toBeLessThan(bottom);
  expect(top).toBe(12);
  expect(panel(known, 'form', 640).band).toBeNull();
});
