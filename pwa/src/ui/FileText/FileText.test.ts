import { expect, test } from 'vitest';
import { decode } from './FileText';

const bytes = (...values: number[]) => new Uint8Array(values).buffer;

test('a file is read as UTF-8, without its mark', () => {
  expect(decode(bytes(0xef, 0xbb, 0xbf, 0xc3, 0xa9))).toBe('é');
});

test('what is not UTF-8 comes from a spreadsheet on Windows', () => {
  expect(decode(bytes(0xc9, 0x72, 0x61, 0x62, 0x6c, 0x65))).toBe('Érable');
});
