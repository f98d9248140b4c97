import { expect, test } from 'vitest';
import { matches } from './search';

test.each([
  ['Mme Lefèvre', 'lefevre', true],
  ['Mme Lefèvre', 'FEV', true],
  ['M. Érable', 'erab', true],
  ['Mme de la Fontaine', 'font de', true],
  ['M. Roux', 'rouxx', false],
  ['M. Roux', '', true],
])('%s, looked for as %j: %s', (name, query, expected) => {
  expect(matches(name, query)).toBe(expected);
});
