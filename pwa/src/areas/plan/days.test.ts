import { expect, test } from 'vitest';
import { addDays, daysLate, isDay, mondayOf, stepDay } from './days';

test('days are counted over months, leap years and clock changes', () => {
  expect(addDays('2028-02-28', 1)).toBe('2028-02-29');
  expect(addDays('2026-03-28', 2)).toBe('2026-03-30');
  expect(addDays('2026-01-01', -1)).toBe('2025-12-31');
  expect(daysLate('2026-03-27', '2026-03-30')).toBe(3);
});

test('a week begins on Monday', () => {
  expect(mondayOf('2026-03-02')).toBe('2026-03-02');
  expect(mondayOf('2026-03-08')).toBe('2026-03-02');
});

test('one day on from Friday is Monday, one day back from Monday is Friday', () => {
  expect(stepDay('2026-03-06', 1)).toBe('2026-03-09');
  expect(stepDay('2026-03-09', -1)).toBe('2026-03-06');
  expect(stepDay('2026-03-04', 1)).toBe('2026-03-05');
});

test('only a real day is one', () => {
  expect(isDay('2026-03-02')).toBe(true);
  expect(isDay('2026-13-02')).toBe(false);
  expect(isDay('hier')).toBe(false);
  expect(isDay(undefined)).toBe(false);
});
