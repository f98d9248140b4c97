import { expect, test } from 'vitest';
import { alwaysTheSame, lastMonths, percent } from './shares';

const share = (...chosen: number[]) => ({
  kind: 'nurse',
  total: chosen.reduce((sum, n) => sum + n, 0),
  partners: chosen.map((n, i) => ({ id: `${i}`, name: `${i}`, proposed: n, chosen: n })),
});

test('nothing of nothing is no share', () => {
  expect(percent(0, 0)).toBe(0);
  expect(percent(5, 18)).toBe(28);
});

test('one provider for all is said, but not after a few cases', () => {
  expect(alwaysTheSame(share(5))).toBe(true);
  expect(alwaysTheSame(share(6, 0))).toBe(true);
  expect(alwaysTheSame(share(4))).toBe(false);
  expect(alwaysTheSame(share(5, 1))).toBe(false);
});

test('three months back from the end of May is the end of February', () => {
  expect(lastMonths('2026-05-31', 3)).toEqual({ from: '2026-02-28', to: '2026-05-31' });
  expect(lastMonths('2026-01-15', 3)).toEqual({ from: '2025-10-15', to: '2026-01-15' });
});
