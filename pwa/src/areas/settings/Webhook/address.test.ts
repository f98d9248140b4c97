import { expect, test } from 'vitest';
import { mistakeOf } from './address';

test.each([
  ['https://sms.exemple.fr/vigie', true, true, null],
  // The operator may vouch for an address of the house: the server knows.
  ['http://passerelle.interne/vigie', true, true, null],
  ['https://nom:mot@sms.exemple.fr', true, true, 'address'],
  ['javascript:alert(1)', true, true, 'address'],
  ['sms.exemple.fr', true, true, 'address'],
  [null, true, true, 'missing'],
  [null, false, false, null],
  ['https://sms.exemple.fr/vigie', true, false, 'secret'],
  ['https://sms.exemple.fr/vigie', false, false, null],
])('%s, on %s, with a secret %s: %s', (url, enabled, has_secret, expected) => {
  expect(mistakeOf({ url, enabled, has_secret })).toBe(expected);
});
