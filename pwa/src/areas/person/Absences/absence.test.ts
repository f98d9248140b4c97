import { expect, test } from 'vitest';
import { mistakeIn, whenIs } from './absence';

test('the first day is needed, the last may be open but not before the first', () => {
  expect(mistakeIn('', '2026-03-01')?.field).toBe('from');
  expect(mistakeIn('2026-03-02', '2026-03-01')?.field).toBe('to');
  expect(mistakeIn('2026-03-01', '2026-03-01')).toBeNull();
  expect(mistakeIn('2026-03-01', '')).toBeNull();
});

test('both days belong to the absence', () => {
  const stay = { from_day: '2026-03-10', to_day: '2026-03-12' };
  const days = ['2026-03-09', '2026-03-10', '2026-03-12', '2026-03-13'];
  expect(days.map((day) => whenIs(stay, day))).toEqual(['coming', 'now', 'now', 'past']);
  expect(whenIs({ from_day: '2026-03-10', to_day: null }, '2027-01-01')).toBe('now');
});
