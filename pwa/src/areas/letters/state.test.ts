import { expect, test } from 'vitest';
import { readState } from './state';

test('a state of the address is shown, anything else shows all', () => {
  expect(readState('expired')).toBe('expired');
  expect(readState('delivered')).toBe('all');
  expect(readState(undefined)).toBe('all');
});
