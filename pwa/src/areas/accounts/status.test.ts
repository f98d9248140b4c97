import { expect, test } from 'vitest';
import type { Account } from '../../api/accounts';
import { statusOf } from './status';

const NOW = Date.parse('2026-03-02T10:00:00Z');
const account = (state: Account['state'], invited_until: string | null) =>
  ({ state, invited_until }) as Account;

test.each([
  ['active', null, 'active'],
  // A new phone on its way changes nothing about who is in.
  ['active', '2026-03-03T10:00:00Z', 'active'],
  ['invited', '2026-03-02T10:00:01Z', 'waiting'],
  ['invited', '2026-03-02T10:00:00Z', 'late'],
  ['invited', null, 'uninvited'],
  ['disabled', null, 'disabled'],
] as const)('%s, invited until %s: %s', (state, until, expected) => {
  expect(statusOf(account(state, until), NOW)).toBe(expected);
});
