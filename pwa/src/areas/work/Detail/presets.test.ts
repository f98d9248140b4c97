import { beforeEach, expect, test } from 'vitest';
import { zone } from '../../../i18n/dates';
import { presetDate } from './presets';

beforeEach(() => {
  zone.value = 'Europe/Paris';
});

test.each([
  ['tomorrow', '2026-03-03T07:00:00.000Z'],
  ['three', '2026-03-05T07:00:00.000Z'],
  ['week', '2026-03-09T07:00:00.000Z'],
] as const)('%s from a Monday noon', (preset, expected) => {
  expect(presetDate(preset, new Date('2026-03-02T11:00:00Z')).toISOString()).toBe(expected);
});

test('Monday is the next one, also on a Monday and on a Sunday', () => {
  expect(presetDate('monday', new Date('2026-03-02T11:00:00Z')).toISOString()).toBe(
    '2026-03-09T07:00:00.000Z',
  );
  expect(presetDate('monday', new Date('2026-03-08T11:00:00Z')).toISOString()).toBe(
    '2026-03-09T07:00:00.000Z',
  );
});

test('eight o’clock stays eight o’clock over the clock change', () => {
  expect(presetDate('tomorrow', new Date('2026-03-28T11:00:00Z')).toISOString()).toBe(
    '2026-03-29T06:00:00.000Z',
  );
});
