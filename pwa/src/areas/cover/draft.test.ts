import { afterEach, describe, expect, test } from 'vitest';
import type { Cover } from '../../api/cover';
import { zone } from '../../i18n/dates';
import {
  bodyOf,
  type Draft,
  draftForAbsence,
  draftForGap,
  formatOf,
  grouped,
  mistakeIn,
  newDraft,
} from './draft';

const NOW = new Date('2026-03-02T10:00:00Z');
const draft = (change: Partial<Draft> = {}): Draft => ({
  ...newDraft('me', NOW),
  cover: 'karim',
  ...change,
});

afterEach(() => {
  zone.value = 'Europe/Paris';
});

describe('what is missing', () => {
  test.each<[string, Partial<Draft>, ReturnType<typeof mistakeIn>]>([
    ['a whole replacement', {}, null],
    ['nobody away', { absent: '' }, 'absent'],
    ['nobody to take over', { cover: '' }, 'cover'],
    ['oneself', { cover: 'me' }, 'same'],
    ['a removal needs nobody to take over', { kind: 'remove', cover: '' }, null],
    ['help needs a place', { kind: 'add', absent: '' }, 'scope'],
    ['help in a sector', { kind: 'add', absent: '', scope: 'north' }, null],
    ['one person, but whom', { scope: 'person' }, 'scope'],
    ['no end', { to: '' }, 'times'],
    ['the end first', { from: '2026-03-05T08:00', to: '2026-03-05T08:00' }, 'order'],
    ['all over', { from: '2026-02-01T08:00', to: '2026-03-02T10:59' }, 'past'],
  ])('%s', (_, change, expected) => {
    expect(mistakeIn(draft(change), NOW)).toBe(expected);
  });
});

test('times are those of the federation, wherever the browser is', () => {
  zone.value = 'Indian/Reunion';
  const body = bodyOf(draft({ from: '2026-03-03T08:00', to: '2026-03-04T08:30' }));
  expect([body.from, body.to]).toEqual(['2026-03-03T04:00:00.000Z', '2026-03-04T04:30:00.000Z']);
});

test('only what the kind needs is sent', () => {
  expect(bodyOf(draft({ kind: 'remove' }))).not.toHaveProperty('cover_id');
  expect(bodyOf(draft({ kind: 'add', scope: 'north' }))).not.toHaveProperty('absent_id');
  expect(bodyOf(draft({ scope: 'person', person: 'p' }))).toMatchObject({ person_id: 'p' });
  expect(bodyOf(draft({ scope: 'north', reason: '  ' }))).not.toHaveProperty('reason');
});

test('a gap becomes a draft of one day', () => {
  const found = draftForGap('north', '2026-03-31');
  expect([found.from, found.to, found.scope]).toEqual(['2026-03-31T08:00', '2026-04-01T08:00', 'north']);
});

test('an absence becomes a draft of what is left of it', () => {
  const absence = {
    absent: { id: 'me', name: 'Nadia' },
    sector: null,
    from: '2026-03-01T23:00:00Z',
    to: '2026-03-04T23:00:00Z',
  } as Cover;
  expect(draftForAbsence(absence, NOW)).toMatchObject({
    kind: 'replace',
    absent: 'me',
    from: '2026-03-02T11:00',
    to: '2026-03-05T00:00',
  });
  expect(draftForAbsence(absence, new Date('2026-02-01T08:00:00Z')).from).toBe('2026-03-02T00:00');
});

test('covers are grouped: what ends soonest, what begins soonest, what ended last', () => {
  const cover = (id: string, state: Cover['state'], from: string, to: string) =>
    ({ id, state, from, to }) as Cover;
  const groups = grouped([
    cover('a', 'running', '2026-03-01T08:00:00Z', '2026-03-09T08:00:00Z'),
    cover('b', 'running', '2026-03-01T08:00:00Z', '2026-03-03T08:00:00Z'),
    cover('c', 'future', '2026-03-20T08:00:00Z', '2026-03-21T08:00:00Z'),
    cover('d', 'future', '2026-03-10T08:00:00Z', '2026-03-21T08:00:00Z'),
    cover('e', 'ended', '2026-01-01T08:00:00Z', '2026-01-02T08:00:00Z'),
    cover('f', 'ended', '2026-02-01T08:00:00Z', '2026-02-02T08:00:00Z'),
  ]);
  const ids = (state: Cover['state']) => groups[state].map((one) => one.id).join('');
  expect([ids('running'), ids('future'), ids('ended')]).toEqual(['ba', 'dc', 'fe']);
});

test('a calendar is known by its first line', () => {
  expect(formatOf('\uFEFFBEGIN:VCALENDAR\r\nVERSION:2.0')).toBe('ics');
  expect(formatOf('login;from;to')).toBe('csv');
});
