import { expect, test } from 'vitest';
import { plainCode, shownCode } from './code';

test.each([
  ['k7m-3px', 'K7M3PX', 'K7M-3PX'],
  [' K7M 3PX ', 'K7M3PX', 'K7M-3PX'],
  ['k7m', 'K7M', 'K7M'],
  ['k7m3', 'K7M3', 'K7M-3'],
  ['', '', ''],
])('%j is %s, shown as %s', (typed, plain, shown) => {
  expect(plainCode(typed)).toBe(plain);
  expect(shownCode(typed)).toBe(shown);
});
