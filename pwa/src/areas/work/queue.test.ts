import { expect, test } from 'vitest';
import type { AlertItem } from '../../api/types';
import { asked, fits, readFilter, writeFilter } from './filters';
import { appended, EMPTY, loaded, neighbour, polled, receive, remove } from './queue';

const item = (id: string, version = 1, over: Partial<AlertItem> = {}) =>
  ({
    id,
    version,
    state: 'new',
    severity: 'high',
    person: { id: 'p', name: 'M. Essai', sector_id: 's1' },
    owner: null,
    axes: [],
    findings: [],
    overdue: false,
    opened_at: '2026-03-12T08:00:00Z',
    ...over,
  }) as AlertItem;
const ids = (list: AlertItem[]) => list.map((one) => one.id);
const start = loaded(EMPTY, [item('a'), item('b'), item('c')]);

test('a new alert waits: no row moves', () => {
  const queue = receive(start, item('new', 1, { severity: 'critical' }), true);
  expect(ids(queue.items)).toEqual(['a', 'b', 'c']);
  expect(ids(queue.pending)).toEqual(['new']);
  expect(ids(receive(queue, item('new', 2), true).pending)).toEqual(['new']);
});

test('a changed alert changes in place, even when it no longer fits the filter', () => {
  const queue = receive(start, item('b', 2, { state: 'closed' }), false);
  expect(ids(queue.items)).toEqual(['a', 'b', 'c']);
  expect(queue.items[1]?.state).toBe('closed');
  expect(queue.pending).toEqual([]);
});

test('an older version changes nothing', () => {
  const queue = receive(receive(start, item('b', 5, { state: 'taken' }), true), item('b', 4), true);
  expect(queue.items[1]?.state).toBe('taken');
});

test('what does not fit the filter is not announced, and leaves the waiting list', () => {
  expect(receive(start, item('x'), false).pending).toEqual([]);
  expect(receive(receive(start, item('x'), true), item('x', 2), false).pending).toEqual([]);
});

test('an alert that left the scope stays greyed until the next load', () => {
  const queue = remove(start, 'b');
  expect(ids(queue.items)).toEqual(['a', 'b', 'c']);
  expect([...queue.gone]).toEqual(['b']);
  expect(loaded(queue, [item('a'), item('c')])).toMatchObject({ pending: [], gone: new Set() });
  expect(remove(receive(start, item('x'), true), 'x').pending).toEqual([]);
});

test('loading keeps what the stream knew better', () => {
  const queue = receive(start, item('a', 7, { state: 'taken' }), true);
  expect(loaded(queue, [item('a', 6), item('d')]).items.map((one) => one.version)).toEqual([7, 1]);
});

test('what the stream brings while the list is on its way still waits, unless the list has it', () => {
  const before = receive(start, item('old'), true);
  const meanwhile = remove(receive(receive(before, item('x'), true), item('y'), true), 'b');
  const queue = loaded(meanwhile, [item('a'), item('b'), item('y')], before);
  expect(ids(queue.items)).toEqual(['a', 'b', 'y']);
  expect(ids(queue.pending)).toEqual(['x']);
  expect([...queue.gone]).toEqual(['b']);
});

test('a further page adds only what is not there', () => {
  const queue = appended(receive(start, item('d'), true), [item('c'), item('d'), item('e')]);
  expect(ids(queue.items)).toEqual(['a', 'b', 'c', 'd', 'e']);
  expect(queue.pending).toEqual([]);
});

test('a poll behaves like the stream', () => {
  const queue = polled(start, [item('new'), item('a', 3)]);
  expect(ids(queue.items)).toEqual(['a', 'b', 'c']);
  expect(queue.items[0]?.version).toBe(3);
  expect(ids(queue.pending)).toEqual(['new']);
});

test('j and k stop at the ends', () => {
  expect(neighbour(start, null, 1)).toBe('a');
  expect(neighbour(start, null, -1)).toBe('c');
  expect(neighbour(start, 'a', 1)).toBe('b');
  expect(neighbour(start, 'c', 1)).toBe('c');
  expect(neighbour(EMPTY, 'a', 1)).toBeNull();
});

test('filters survive the address and forget what they do not know', () => {
  const filter = readFilter({ state: 'taken', owner: 'me', evil: 'x', severity: '' });
  expect(filter).toEqual({ state: 'taken', owner: 'me' });
  expect(writeFilter(filter)).toBe('?state=taken&owner=me');
  expect(writeFilter({})).toBe('');
});

const NOW = new Date('2026-03-12T10:00:00Z');

test('an age is told from today, so that a saved view stays true', () => {
  expect(asked({ age: 'days3', q: 'roux' }, NOW)).toEqual({ q: 'roux', opened_after: '2026-03-10' });
  expect(asked({ age: 'over_week' }, NOW)).toEqual({ opened_before: '2026-03-05' });
  expect(asked({ age: 'unheard of' }, NOW)).toEqual({});
});

const opened = (day: string) => ({ opened_at: `${day}T08:00:00Z` });
const finding = (family: string, lifted = false) =>
  ({ findings: [{ family, lifted }] }) as unknown as Partial<AlertItem>;

test.each<[Record<string, string>, Partial<AlertItem>, boolean]>([
  [{}, { state: 'closed' }, false],
  [{}, { state: 'snoozed' }, true],
  [{ state: 'closed' }, { state: 'closed' }, true],
  [{ owner: 'me' }, { owner: { id: 'me-id', name: 'Moi' } }, true],
  [{ owner: 'me' }, { owner: { id: 'x', name: 'X' } }, false],
  [{ owner: 'none' }, {}, true],
  [{ scope: 'mine' }, { owner: { id: 'me-id', name: 'Moi' } }, true],
  [{ scope: 'mine' }, {}, false],
  [{ scope: 'sectors' }, {}, true],
  [{ scope: 'sectors' }, { person: { id: 'p', name: 'M. Essai', sector_id: 'covered' } }, false],
  [{ severity: 'critical' }, {}, false],
  [{ sector_id: 's2' }, {}, false],
  [{ q: 'éssai' }, {}, true],
  [{ q: 'roux' }, {}, false],
  [{ overdue: 'true' }, { overdue: true }, true],
  [{ overdue: 'true' }, {}, false],
  [{ axis: 'mood' }, { axes: ['health', 'mood'] }, true],
  [{ axis: 'mood' }, { axes: ['health'] }, false],
  [{ family: 'need' }, finding('need'), true],
  [{ family: 'signs' }, finding('signs', true), false],
  [{ age: 'days3' }, opened('2026-03-10'), true],
  [{ age: 'days3' }, opened('2026-03-09'), false],
  [{ age: 'over_week' }, opened('2026-03-05'), true],
  [{ age: 'over_week' }, opened('2026-03-06'), false],
])('filter %j on %j: %s', (filter, over, expected) => {
  expect(fits(item('a', 1, over), filter, { id: 'me-id', sector_ids: ['s1'] }, NOW)).toBe(expected);
});
