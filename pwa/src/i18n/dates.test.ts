import { beforeEach, describe, expect, test } from 'vitest';
import { ago, atHour, atLocal, dayKey, dayKeyPlus, localText, nearDay, pastDay, zone } from './dates';

beforeEach(() => {
  zone.value = 'Europe/Paris';
});

test('a day is the federation’s, not the phone’s', () => {
  const late = '2026-03-01T23:30:00Z';
  expect(dayKey(late)).toBe('2026-03-02');
  zone.value = 'America/Martinique';
  expect(dayKey(late)).toBe('2026-03-01');
  zone.value = 'Indian/Reunion';
  expect(dayKey('2026-03-01T20:30:00Z')).toBe('2026-03-02');
});

describe('near days', () => {
  const now = new Date('2026-03-01T10:00:00Z');
  test.each([
    ['2026-03-01T22:59:00Z', 'today'],
    ['2026-03-01T23:00:00Z', 'tomorrow'],
    ['2026-02-28T22:59:00Z', 'yesterday'],
    ['2026-02-27T22:00:00Z', 'other'],
    ['2026-03-02T23:30:00Z', 'other'],
  ])('%s is %s', (date, near) => {
    expect(nearDay(date, now)).toBe(near);
  });

  test('across the night of the clock change', () => {
    const night = new Date('2026-03-28T23:30:00Z');
    expect(dayKey(night)).toBe('2026-03-29');
    expect(dayKeyPlus(night, 1)).toBe('2026-03-30');
    expect(dayKeyPlus(night, -1)).toBe('2026-03-28');
  });
});

test('eight in the morning is eight on the wall, in winter and in summer', () => {
  expect(atHour('2026-01-15', 8).toISOString()).toBe('2026-01-15T07:00:00.000Z');
  expect(atHour('2026-07-15', 8).toISOString()).toBe('2026-07-15T06:00:00.000Z');
  zone.value = 'Indian/Reunion';
  expect(atHour('2026-07-15', 8).toISOString()).toBe('2026-07-15T04:00:00.000Z');
});

test.each([
  ['2026-03-02T08:30', '2026-03-02T07:30:00.000Z'],
  ['2026-03-29T01:30', '2026-03-29T00:30:00.000Z'],
  ['2026-03-29T03:30', '2026-03-29T01:30:00.000Z'],
  ['2026-10-25T08:00', '2026-10-25T07:00:00.000Z'],
])('%s on the wall in Paris is %s, and back', (text, instant) => {
  zone.value = 'Europe/Paris';
  expect(atLocal(text).toISOString()).toBe(instant);
  expect(localText(instant)).toBe(text);
});

test('ages are said in the largest whole unit', () => {
  const now = new Date('2026-03-02T12:00:00Z');
  expect(ago('2026-03-02T11:59:30Z', now)).toBe('maintenant');
  expect(ago('2026-03-02T11:01:00Z', now)).toMatch(/59\s*min/);
  expect(ago('2026-03-02T09:00:00Z', now)).toMatch(/3\s*h/);
  expect(ago('2026-02-27T09:00:00Z', now)).toMatch(/3\s*j/);
});

test('what is of another year says so, by the federation’s calendar', () => {
  const now = new Date('2026-03-01T10:00:00Z');
  expect(pastDay('2025-12-31T22:59:00Z', now)).toBe('31 déc. 2025');
  expect(pastDay('2025-12-31T23:00:00Z', now)).toBe('1 janv.');
});
