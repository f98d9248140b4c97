import { beforeAll, expect, test } from 'vitest';
import { addWords } from '../../i18n';
import { impact } from '../../i18n/impact/fr';
import { cellWords, duration, monthName, say } from './words';

beforeAll(() => addWords({ fr: impact, en: async () => ({}) }));

test.each([
  [0, '0 min'],
  [59.6, '1 h'],
  [94, '1 h 34'],
  [65, '1 h 05'],
  [2879, '47 h 59'],
  [2880, '2 j'],
  [3000, '2 j 2 h'],
])('%d minutes are %s', (minutes, words) => {
  expect(duration(minutes)).toBe(words);
});

test('shares and rates are short', () => {
  expect(say(0.864, 'share')).toBe('86 %');
  expect(say(2.96, 'rate')).toBe('3');
  expect(say(2.94, 'rate')).toBe('2,9');
});

test('what is hidden says so', () => {
  expect(cellWords({ kind: 'masked' }, 'count')).toBe('masqué');
  expect(cellWords({ kind: 'none' }, 'minutes')).toBe('aucune valeur');
});

test('a month has its name', () => {
  expect(monthName('2026-03')).toBe('mars 2026');
});
