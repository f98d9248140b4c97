import { beforeEach, expect, test } from 'vitest';
import type { Visit } from '../../api/types';
import { zone } from '../../i18n/dates';
import { lead, ofHome, plainCode, shortHash } from './lead';

beforeEach(() => {
  zone.value = 'Europe/Paris';
});

const visit = (id: string, from: string, to: string, over: Partial<Visit> = {}): Visit => ({
  id,
  aide: { id: 'a', name: 'A' },
  person: { id: 'p', name: 'M. Essai' },
  starts_at: `2026-03-02T${from}:00Z`,
  ends_at: `2026-03-02T${to}:00Z`,
  status: 'planned',
  rating_id: null,
  ...over,
});
const rated = (one: Visit) => one.rating_id !== null;
const at = (time: string) => new Date(`2026-03-02T${time}:00Z`);
const MORNING = visit('morning', '07:00', '08:00');
const NOON = visit('noon', '11:00', '12:00');
const EVENING = visit('evening', '17:00', '18:00');
const done = (one: Visit): Visit => ({ ...one, rating_id: 'r' });

test('the visit nearest in time that is not rated opens', () => {
  const led = (time: string, visits: Visit[]) => lead(visits, rated, at(time));
  expect(led('07:30', [MORNING, NOON, EVENING])).toEqual({ kind: 'rate', visit: MORNING });
  expect(led('10:00', [MORNING, NOON, EVENING])).toEqual({ kind: 'rate', visit: NOON });
  expect(led('16:30', [done(MORNING), NOON, EVENING])).toEqual({ kind: 'rate', visit: EVENING });
  // Late in the day the one that was forgotten comes before none.
  expect(led('20:00', [MORNING, done(NOON), done(EVENING)])).toEqual({ kind: 'rate', visit: MORNING });
});

test('a second look after the visit does not open the one of the evening', () => {
  const led = lead([done(MORNING), EVENING], rated, at('08:10'));
  expect(led).toEqual({ kind: 'rated', visit: done(MORNING), other: EVENING });
  expect(lead([done(NOON)], rated, at('14:00'))).toEqual({ kind: 'rated', visit: done(NOON), other: null });
  // Shortly before it begins it is meant.
  expect(lead([done(NOON), EVENING], rated, at('16:10'))).toEqual({ kind: 'rate', visit: EVENING });
});

test('without a visit of today it is one that nobody planned', () => {
  const other = [
    visit('tomorrow', '07:00', '08:00', {
      starts_at: '2026-03-03T07:00:00Z',
      ends_at: '2026-03-03T08:00:00Z',
    }),
    { ...NOON, status: 'cancelled' as const },
  ];
  expect(lead(other, rated, at('11:30'))).toEqual({ kind: 'unplanned' });
  expect(lead([], rated, at('11:30'))).toEqual({ kind: 'unplanned' });
});

test('a night that ends today belongs to today', () => {
  const night = visit('night', '00:00', '00:00', {
    starts_at: '2026-03-01T21:00:00Z',
    ends_at: '2026-03-02T05:00:00Z',
  });
  expect(lead([night], rated, at('05:10'))).toEqual({ kind: 'rate', visit: night });
});

test('a home is known by a hash of its code, however the code is written', async () => {
  const hash = await shortHash('0123456789abcdefghjk');
  // The beginning of SHA-256 of the code as it is printed.
  expect(hash).toBe('a6b239e79989fa88');
  expect(await shortHash('O123456789-ABCDEFGHJK')).toBe(hash);
  expect(plainCode('oil1-x')).toBe('0111X');
  const here = { ...NOON, place: hash };
  expect(ofHome([MORNING, here], hash)).toEqual([here]);
});
