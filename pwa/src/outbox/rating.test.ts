import { expect, test } from 'vitest';
import { atSaving, ofAnotherDay, sayable, toScores, visitedAt, withOffset } from './rating';
import { draft } from './testing';

test('a visit rated long after its end is dated at its end, otherwise now', () => {
  const visit = { ends_at: '2026-03-02T10:00:00+01:00' };
  expect(visitedAt(visit, new Date('2026-03-02T10:00:01Z'))).toBe(visit.ends_at);
  const soon = new Date('2026-03-02T09:59:00Z');
  expect(new Date(visitedAt(visit, soon)).getTime()).toBe(soon.getTime());
  expect(new Date(visitedAt(null, soon)).getTime()).toBe(soon.getTime());
});

/// By the phone's own clock, whatever its zone.
const at = (day: number, hour: number) => new Date(2026, 2, day, hour);
const begun = (slot: string) =>
  draft('1', { slot, visited_at: withOffset(at(2, 9)), started_at: withOffset(at(2, 9)) });

test('a visit nobody planned is dated when it is saved, and never on another day than it was begun', () => {
  const free = begun('person:p');
  expect(atSaving(free, at(2, 11)).visited_at).toBe(withOffset(at(2, 11)));
  expect(atSaving(free, at(5, 11)).visited_at).toBe(free.visited_at);
});

test('a planned visit and a correction keep their time', () => {
  for (const slot of ['visit:v', 'rating:r']) {
    expect(atSaving(begun(slot), at(2, 11)).visited_at).toBe(withOffset(at(2, 9)));
  }
});

test('only of a visit nobody planned one cannot tell later which it was', () => {
  expect(ofAnotherDay(begun('person:p'), at(2, 23))).toBe(false);
  expect(ofAnotherDay(begun('person:p'), at(3, 0))).toBe(true);
  expect(ofAnotherDay(begun('person:p'), at(1, 9))).toBe(true);
  expect(ofAnotherDay(begun('visit:v'), at(5, 9))).toBe(false);
  expect(ofAnotherDay(begun('rating:r'), at(5, 9))).toBe(false);
});

test('local time is written with its offset and means the same instant', () => {
  const date = new Date('2026-03-02T23:30:05Z');
  expect(withOffset(date)).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+-]\d\d:\d\d$/);
  expect(Date.parse(withOffset(date))).toBe(date.getTime());
});

test('"could not see" and silence are both null, never a three', () => {
  expect(toScores({ answers: { health: 'unseen', mood: 1 } })).toEqual({
    intervention: null,
    health: null,
    mood: 1,
    form: null,
  });
});

test('an empty rating cannot be saved; a face or a sign is enough', () => {
  expect(sayable(draft('1', { answers: {} }))).toBe(false);
  expect(sayable(draft('1', { answers: { health: 'unseen' } }))).toBe(false);
  expect(sayable(draft('1', { answers: { health: 5 } }))).toBe(true);
  expect(sayable(draft('1', { answers: {}, signs: ['fall'] }))).toBe(true);
});
