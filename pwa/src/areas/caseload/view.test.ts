import { describe, expect, test } from 'vitest';
import type { CaseEntry, Watch } from '../../api/follow';
import { followUp } from '../plan/testing';
import { adoptEntry, adoptNext, inOrder, partsOf, readView, writeView } from './view';

const entry = (name: string, given: Partial<CaseEntry> = {}): CaseEntry => ({
  id: name,
  version: 1,
  person: { id: name, name, sector_id: 's' },
  coordinator: { id: 'me', name: 'Nadia' },
  state: 'active',
  since: '2026-01-01T08:00:00Z',
  why: 'x',
  requested_by: { id: 'me', name: 'Nadia' },
  decided_by: null,
  ended_at: null,
  end_reason: null,
  last_contact_on: null,
  contact_due_on: '2026-03-31',
  contact_late: false,
  ...given,
});

const watch = (name: string, due: string | null): Watch => ({
  id: name,
  version: 1,
  person: { id: name, name, sector_id: 's' },
  cadence: 'weekly',
  why: 'x',
  since: '2026-01-01T08:00:00Z',
  owner: null,
  next: due ? followUp({ id: `next-${name}`, due_on: due }) : null,
  kept: 0,
  steps: [],
  ended_at: null,
  end_reason: null,
});

describe('the address', () => {
  test('begins with one’s own for a coordinator, with everybody for a referent', () => {
    expect(readView({}, 'coordinator')).toEqual({ part: 'caseload', owner: 'me' });
    expect(readView({}, 'sector_referent').owner).toBe('all');
  });
  test('keeps every choice', () => {
    const view = { part: 'watch', owner: 'all' } as const;
    const query = Object.fromEntries(new URLSearchParams(writeView(view, 'coordinator')));
    expect(readView(query, 'coordinator')).toEqual(view);
    expect(writeView(readView({}, 'coordinator'), 'coordinator')).toBe('');
  });
});

test('what waits comes first, then late contacts, then the others by when the contact is due', () => {
  const parts = partsOf([
    entry('Zoé', { contact_due_on: '2026-03-10' }),
    entry('Ana', { contact_due_on: '2026-03-20' }),
    entry('Max', { contact_late: true, contact_due_on: '2026-02-01' }),
    entry('Lou', { state: 'requested', since: null, contact_due_on: null }),
  ]);
  expect(parts.requested.map((e) => e.id)).toEqual(['Lou']);
  expect(parts.late.map((e) => e.id)).toEqual(['Max']);
  expect(parts.others.map((e) => e.id)).toEqual(['Zoé', 'Ana']);
});

test('watches stand by what comes next; one that waits for nothing is on top', () => {
  const all = [watch('b', '2026-03-09'), watch('a', '2026-03-04'), watch('none', null)];
  expect(inOrder(all).map((w) => w.id)).toEqual(['none', 'a', 'b']);
});

test('an answer replaces what it is about, unless it is older', () => {
  const now = entry('a', { version: 3 });
  expect(adoptEntry([now], entry('a', { version: 2, state: 'ended' }))[0]?.state).toBe('active');
  expect(adoptEntry([now, entry('b')], entry('a', { version: 4, state: 'ended' }))[0]?.state).toBe('ended');
  const [first, second] = adoptNext(
    [watch('a', '2026-03-04'), watch('b', '2026-03-05')],
    followUp({ id: 'next-b', version: 2, due_on: '2026-03-06' }),
  );
  expect([first?.next?.due_on, second?.next?.due_on]).toEqual(['2026-03-04', '2026-03-06']);
});
