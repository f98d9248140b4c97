import { expect, test } from 'vitest';
import type { Access } from '../../api/journal';
import { type Filter, nameIn, readFilter, writeFilter } from './filter';

const FIRST = { from: '2026-02-01', to: '2026-03-02' };

test('filters survive the address', () => {
  const filter: Filter = { from: '2026-01-01', to: '2026-01-31', user: 'u', person: 'p' };
  expect(readFilter(Object.fromEntries(new URLSearchParams(writeFilter(filter))), FIRST)).toEqual(filter);
});

test('without filters the last days of everybody are shown', () => {
  expect(readFilter({}, FIRST)).toEqual({ ...FIRST, user: '', person: '' });
});

test('names come from what was loaded', () => {
  const items = [{ user: { id: 'u', name: 'Nadia' }, person: { id: 'p', name: 'Mme Roux' } }] as Access[];
  expect(nameIn(items, 'person', 'p')).toBe('Mme Roux');
  expect(nameIn(items, 'user', 'p')).toBeUndefined();
});
