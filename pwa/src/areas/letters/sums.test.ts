import { expect, test } from 'vitest';
import type { LetterFigures } from '../../api/jobs';
import { lasted, share, total } from './sums';

const line = (over: Partial<LetterFigures>): LetterFigures => ({
  kind: 'alert_raised',
  channel: 'push',
  made: 0,
  delivered: 0,
  received: 0,
  expired: 0,
  dead: 0,
  unreachable: 0,
  merged: 0,
  median_seconds: null,
  p95_seconds: null,
  ...over,
});

test('what was shown is counted of pushes alone: a mail does not say that it was read', () => {
  const items = [
    line({ delivered: 10, received: 7 }),
    line({ kind: 'digest', delivered: 2, received: 2 }),
    line({ channel: 'mail', delivered: 50 }),
  ];
  expect(total(items)).toEqual({ delivered: 12, received: 9 });
  expect(share(total(items))).toBe(75);
});

test.each([
  [{ delivered: 0, received: 0 }, 0],
  [{ delivered: 1000, received: 999 }, 99],
  [{ delivered: 3, received: 4 }, 100],
])('%j is %i %%', (sum, expected) => {
  expect(share(sum)).toBe(expected);
});

test.each([
  [null, '–'],
  [0.85, '850 ms'],
  [4.2, '4 s'],
  [720, '12 min'],
  [3 * 3600, '3 h'],
])('%s seconds are %s', (seconds, expected) => {
  expect(lasted(seconds)).toBe(expected);
});
