import { describe, expect, test, vi } from 'vitest';
import type { FileEntry, FileKind } from '../../../api/file';
import { details, ENOUGH, inGroup, MOST_PAGES, readOn, renewed } from './timeline';

const entry = (
  kind: FileKind,
  data: Record<string, unknown> = {},
  at = '2026-03-02T10:00:00Z',
): FileEntry => ({
  at,
  kind,
  actor: null,
  alert_id: null,
  text: null,
  data,
});
const many = (kind: FileKind, n: number) => Array.from({ length: n }, () => entry(kind));

describe('a filter', () => {
  test('keeps the kinds that belong together', () => {
    const all = [entry('rating'), entry('need'), entry('alert_closed'), entry('watch')];
    expect(inGroup(all, 'alerts').map((e) => e.kind)).toEqual(['need', 'alert_closed']);
    expect(inGroup(all, 'all')).toBe(all);
  });
});

describe('reading on', () => {
  test('asks for what comes before the last entry it has', async () => {
    const ask = vi.fn(async () => ({ items: many('rating', 3), next: null }));
    const read = await readOn({ items: many('rating', 2), next: 'b' }, 'all', ask);
    expect(ask).toHaveBeenCalledExactlyOnceWith('b');
    expect(read?.items).toHaveLength(5);
  });
  test('goes on while the filter shows too little', async () => {
    const pages = [many('rating', 100), [...many('rating', 90), ...many('note', 10)], many('note', ENOUGH)];
    const ask = vi.fn(async () => ({ items: pages.shift() ?? [], next: 'more' }));
    const read = await readOn(null, 'work', ask);
    expect(ask).toHaveBeenCalledTimes(3);
    expect(inGroup(read?.items ?? [], 'work')).toHaveLength(10 + ENOUGH);
  });
  test('gives up after some pages, so that one can ask again', async () => {
    const ask = vi.fn(async () => ({ items: many('rating', 100), next: 'more' }));
    const read = await readOn(null, 'work', ask);
    expect(ask).toHaveBeenCalledTimes(MOST_PAGES);
    expect(read?.next).toBe('more');
  });
  test('says when a page does not come', async () => {
    expect(await readOn(null, 'all', async () => null)).toBe(null);
  });
});

describe('after a change', () => {
  const at = (hour: number) => entry('note', {}, `2026-03-02T${String(hour).padStart(2, '0')}:00:00Z`);
  test('what is new stands before what was read further back', () => {
    const read = { items: [at(9), at(8), at(7)], next: 'seven' };
    const now = renewed(read, { items: [at(10), at(9)], next: 'nine' });
    expect(now.items.map((e) => e.at.slice(11, 13))).toEqual(['10', '09', '08', '07']);
    expect(now.next).toBe('seven');
  });
  test('nothing further back was read: the way on is that of the new page', () => {
    const now = renewed({ items: [at(9)], next: null }, { items: [at(10), at(9)], next: 'nine' });
    expect([now.items.length, now.next]).toEqual([2, 'nine']);
  });
});

describe('the words of an entry', () => {
  // The areas' words are not loaded here: names that the server sends are shown as they are.
  test('say what was scored and seen', () => {
    expect(details(entry('rating', { scores: { health: 3, mood: null }, signs: [] }))).toBe('La santé 3');
  });
  test('leave out what is not there', () => {
    expect(
      details(entry('follow_up', { kind: 'call', what: 'done', result: 'better', due_on: '2026-03-02' })),
    ).toBe('call · done · better');
    expect(details(entry('caseload', { state: 7 }))).toBe('');
    expect(details(entry('meeting' as FileKind, { x: 1 }))).toBe('');
  });
});
