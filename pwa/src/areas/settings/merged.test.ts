import { expect, test } from 'vitest';
import type { Settings } from '../../api/settings';
import { merged } from './merged';
import { CLOSED, settings } from './testing';

test('two people who changed different things both keep theirs', () => {
  const before = settings(CLOSED);
  const mine = { ...before, act_minutes: { ...before.act_minutes, high: 60 } };
  const theirs: Settings = {
    ...before,
    version: 7,
    working_time: { ...before.working_time, holidays: 'reunion' },
    claim_idle_minutes: { critical: 1, other: 2 },
  };
  const found = merged(before, mine, theirs);
  expect(found.version).toBe(7);
  expect(found.working_time.holidays).toBe('reunion');
  expect(found.claim_idle_minutes).toEqual({ critical: 1, other: 2 });
  expect(found.act_minutes.high).toBe(60);
});

test('where both changed the same thing, mine waits to be saved', () => {
  const before = settings(CLOSED);
  const time = (holidays: Settings['working_time']['holidays']) => ({ ...before.working_time, holidays });
  const found = merged(
    before,
    { ...before, working_time: time('mayotte') },
    { ...before, version: 2, working_time: time('reunion') },
  );
  expect(found.working_time.holidays).toBe('mayotte');
});

test('of the night and the cap, each keeps what she changed', () => {
  const before = settings(CLOSED);
  const night = before.notifications;
  const found = merged(
    before,
    { ...before, notifications: { ...night, daily_cap: 5 } },
    { ...before, version: 2, notifications: { ...night, critical_breaks_quiet: true } },
  );
  expect(found.notifications).toEqual({ ...night, daily_cap: 5, critical_breaks_quiet: true });
});
