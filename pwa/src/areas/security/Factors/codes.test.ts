import { expect, test } from 'vitest';
import { asText, inFours } from './codes';

test('a secret is written in fours, a set of codes one a line', () => {
  expect(inFours('abcdefghij')).toBe('abcd efgh ij');
  expect(inFours('')).toBe('');
  expect(asText('Vigie', ['a-1', 'b-2'])).toBe('Vigie\n\na-1\nb-2\n');
});
