import { expect, test } from 'vitest';
import { mistakeOf } from './address';

test.each([
  ['https://sms.exemple.fr/vigie', true, null],
  ['http://sms.exemple.fr', true, 'https'],
  ['https://clé:mot@sms.exemple.fr', true, 'address'],
  ['sms.exemple.fr', true, 'address'],
  [null, true, 'missing'],
  [null, false, null],
])('%s, on %s: %s', (url, enabled, expected) => {
  expect(mistakeOf(url, enabled)).toBe(expected);
});
