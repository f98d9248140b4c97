import { expect, test } from 'vitest';
import { backoff } from './backoff';

test('starts at four seconds, doubles, and stays at five minutes', () => {
  const full = (failures: number) => backoff(failures, false, () => 1);
  expect([1, 2, 3, 4].map(full)).toEqual([4_000, 8_000, 16_000, 32_000]);
  expect(full(7)).toBe(256_000);
  expect(full(8)).toBe(300_000);
  expect(full(500)).toBe(300_000);
});

test('jitter shortens by at most a quarter', () => {
  expect(backoff(1, false, () => 0)).toBe(3_000);
  expect(backoff(8, false, () => 0)).toBe(225_000);
});

test('with the app in front, nothing waits longer than the half minute that is promised', () => {
  const full = (failures: number) => backoff(failures, true, () => 1);
  expect([1, 2, 3, 4, 500].map(full)).toEqual([4_000, 8_000, 16_000, 20_000, 20_000]);
});
