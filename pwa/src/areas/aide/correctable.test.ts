import { expect, test } from 'vitest';
import { zone } from '../../i18n/dates';
import type { Entry } from '../../outbox/types';
import { correctable } from './correctable';

zone.value = 'Europe/Paris';
const entry = (id: string, saved_at: string, replaces: string | null = null) =>
  ({ id, saved_at, rating: { replaces } }) as Entry;

test('until midnight on the wall clock of the federation', () => {
  const saved = entry('1', '2026-03-02T10:00:00Z');
  expect(correctable(saved, [saved], new Date('2026-03-02T22:59:00Z'))).toBe(true);
  expect(correctable(saved, [saved], new Date('2026-03-02T23:01:00Z'))).toBe(false);
});

test('what was refused for its content can be corrected on any day; what may have arrived cannot', () => {
  const now = new Date('2026-03-09T12:00:00Z');
  const refused = (state: Entry['state'], what?: Entry['refused']) =>
    ({ ...entry('1', '2026-03-02T10:00:00Z'), state, refused: what }) as Entry;
  expect(correctable(refused('rejected', 'rating'), [], now)).toBe(true);
  expect(correctable(refused('rejected', 'request'), [], now)).toBe(false);
  expect(correctable(refused('rejected'), [], now)).toBe(false);
  expect(correctable(refused('withdrawn', 'rating'), [], now)).toBe(false);
  const already = entry('2', '2026-03-02T11:00:00Z', '1');
  expect(correctable(refused('rejected', 'rating'), [already], now)).toBe(false);
});

test('once: what was corrected is corrected through its correction', () => {
  const first = entry('1', '2026-03-02T10:00:00Z');
  const second = entry('2', '2026-03-02T11:00:00Z', '1');
  const now = new Date('2026-03-02T12:00:00Z');
  expect(correctable(first, [first, second], now)).toBe(false);
  expect(correctable(second, [first, second], now)).toBe(true);
});
