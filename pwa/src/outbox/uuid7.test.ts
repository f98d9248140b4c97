import { expect, test } from 'vitest';
import { uuid7 } from './uuid7';

test('reproduces the example of RFC 9562, appendix A.6', () => {
  // 017F22E2-79B0-7CC3-98C4-DC0C0C07398F, made at 2022-02-22T19:22:22Z.
  const random = new Uint8Array([0x0c, 0xc3, 0x18, 0xc4, 0xdc, 0x0c, 0x0c, 0x07, 0x39, 0x8f]);
  expect(uuid7(0x017f22e279b0, random)).toBe('017f22e2-79b0-7cc3-98c4-dc0c0c07398f');
});

test('carries version 7 and the RFC variant whatever the random bytes', () => {
  for (const byte of [0x00, 0xff]) {
    expect(uuid7(1, new Uint8Array(10).fill(byte))).toMatch(
      /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
    );
  }
});

test('sorts by time and does not repeat', () => {
  const ids = Array.from({ length: 500 }, (_, i) => uuid7(1_700_000_000_000 + i));
  expect([...ids].sort()).toEqual(ids);
  expect(new Set(Array.from({ length: 500 }, () => uuid7(1))).size).toBe(500);
});
