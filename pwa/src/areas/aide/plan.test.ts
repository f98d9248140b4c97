import { beforeEach, expect, test } from 'vitest';
import type { Visit } from '../../api/types';
import { zone } from '../../i18n/dates';
import { plan } from './plan';

beforeEach(() => {
  zone.value = 'Europe/Paris';
});

const visit = (id: string, starts_at: string, over: Partial<Visit> = {}): Visit => ({
  id,
  aide: { id: 'a', name: 'A' },
  person: { id: `p${id}`, name: 'M. Essai' },
  starts_at,
  ends_at: new Date(Date.parse(starts_at) + 3_600_000).toISOString(),
  status: 'planned',
  rating_id: null,
  ...over,
});
const rated = (one: Visit) => one.rating_id !== null;
const NOW = new Date('2026-03-02T10:30:00Z');
const DAY = [
  visit('early', '2026-03-02T07:00:00Z'),
  visit('now', '2026-03-02T10:00:00Z'),
  visit('soon', '2026-03-02T13:00:00Z'),
  visit('late', '2026-03-02T16:00:00Z'),
  visit('yesterday', '2026-03-01T16:00:00Z'),
  visit('tomorrow', '2026-03-03T08:00:00Z'),
];

test('the visit under way comes first and opens', () => {
  const found = plan(DAY, rated, NOW);
  expect(found.current?.id).toBe('now');
  expect(found.next).toBeNull();
  expect(found.days.map((group) => group.visits.map((one) => one.id))).toEqual([
    ['early', 'soon', 'late'],
    ['yesterday'],
    ['tomorrow'],
  ]);
});

test('it opens shortly before its hour and until an hour after its end', () => {
  const at = (time: string) => plan([visit('x', '2026-03-02T10:00:00Z')], rated, new Date(time)).current?.id;
  expect(at('2026-03-02T09:39:00Z')).toBeUndefined();
  expect(at('2026-03-02T09:41:00Z')).toBe('x');
  expect(at('2026-03-02T11:59:00Z')).toBe('x');
  expect(at('2026-03-02T12:01:00Z')).toBeUndefined();
});

test('a rated or cancelled visit is never the current one; the next of today is shown first', () => {
  for (const over of [{ rating_id: 'r' }, { status: 'cancelled' as const }]) {
    const found = plan([visit('now', '2026-03-02T10:00:00Z', over), ...DAY.slice(2)], rated, NOW);
    expect(found.current).toBeNull();
    expect(found.next?.id).toBe('soon');
  }
});

test('tomorrow’s first visit is not called the next one', () => {
  expect(plan([visit('tomorrow', '2026-03-03T08:00:00Z')], rated, NOW).next).toBeNull();
});
