import { expect, test } from 'vitest';
import { isEmpty, readFilter, writeFilter } from './filter';

test('the address says what is shown, and nothing else', () => {
  const filter = { q: 'éli', role: 'aide', sector: 's1', state: 'invited' };
  expect(readFilter(Object.fromEntries(new URLSearchParams(writeFilter(filter))))).toEqual(filter);
  expect(writeFilter(readFilter({}))).toBe('');
});

test('what the address makes up is left out', () => {
  expect(readFilter({ role: 'king', etat: 'dead' })).toEqual({ q: '', role: '', sector: '', state: '' });
  expect(isEmpty(readFilter({ role: 'king' }))).toBe(true);
});
