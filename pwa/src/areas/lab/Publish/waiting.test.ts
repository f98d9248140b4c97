import { expect, test } from 'vitest';
import type { RulesAnswer } from '../../../api/lab';
import { dayAfter, startOf, waitingVersion } from './waiting';

const version = (number: number, effective_from: string) => ({
  version: number,
  effective_from,
  reason: '',
  published_by: null,
  in_force: number === 1,
});
const answer = { versions: [version(2, '2026-03-09T00:00:00Z'), version(1, '2026-03-01T00:00:00Z')] };

test('a version waits until its day has come', () => {
  const at = (day: string) => waitingVersion(answer as RulesAnswer, Date.parse(day))?.version ?? null;
  expect(at('2026-03-08T23:59:59Z')).toBe(2);
  expect(at('2026-03-09T00:00:00Z')).toBeNull();
  expect(waitingVersion('loading')).toBeNull();
});

test('no day is at once', () => {
  expect(startOf('')).toBeNull();
  expect(startOf('2026-13-40')).toBeNull();
  expect(new Date(startOf('2026-03-09') ?? 0).getDate()).toBe(9);
});

test('the earliest day is tomorrow', () => expect(dayAfter(new Date(2026, 11, 31, 15))).toBe('2027-01-01'));
