import { expect, test } from 'vitest';
import { toRating } from '../../outbox/rating';
import { draft } from '../../outbox/testing';
import type { Entry, EntryState } from '../../outbox/types';
import { standingOf } from './standing';

const visit = { id: 'visit-1', rating_id: null };
const entry = (state: EntryState, id = '1') =>
  ({ id, state, rating: { ...toRating(draft(id)), visit_id: 'visit-1' } }) as Entry;

test('a visit that was rated here or elsewhere is rated', () => {
  expect(standingOf(visit, [])).toBe('open');
  expect(standingOf({ ...visit, rating_id: 'r' }, [])).toBe('rated');
  for (const state of ['waiting', 'sending', 'auth', 'acknowledged'] as const) {
    expect(standingOf(visit, [entry(state)])).toBe('rated');
  }
});

test('a visit whose rating the server refused is not said to be rated', () => {
  expect(standingOf(visit, [entry('rejected')])).toBe('refused');
  expect(standingOf(visit, [entry('withdrawn'), entry('rejected', '2')])).toBe('refused');
});

test('a correction puts that right, and a refused correction leaves the visit rated', () => {
  expect(standingOf(visit, [entry('withdrawn'), entry('waiting', '2')])).toBe('rated');
  expect(standingOf(visit, [entry('acknowledged'), entry('rejected', '2')])).toBe('rated');
});
