import { expect, test } from 'vitest';
import { readState, reasonOf } from './state';

test('a state of the address is shown, anything else shows all', () => {
  expect(readState('expired')).toBe('expired');
  expect(readState('delivered')).toBe('all');
  expect(readState(undefined)).toBe('all');
});

test('a refusal is known by its status, anything else by its words', () => {
  expect(reasonOf('403: the subscription was made with another VAPID key')).toBe('403');
  expect(reasonOf('no_subscription')).toBe('no_subscription');
});
