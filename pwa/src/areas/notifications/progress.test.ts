import { expect, test } from 'vitest';
import type { Device } from '../../api/notifications';
import { pause, progress, settled } from './progress';

const device = (id: string, over: Partial<Device> = {}): Device => ({
  id,
  label: 'Firefox',
  endpoint_hash: `hash-${id}`,
  created_at: '2026-03-02T08:00:00Z',
  last_accepted_at: null,
  last_received_at: null,
  stale: false,
  ...over,
});
const T1 = '2026-03-02T09:00:00Z';
const T2 = '2026-03-02T09:00:02Z';

test('what was there before the test is no news of it', () => {
  const before = [device('a', { last_accepted_at: T1, last_received_at: T1 })];
  expect(progress(before, before, 'hash-a')).toEqual({ step: 'sent' });
});

test('accepted, then received on this device', () => {
  const before = [device('a', { last_accepted_at: T1, last_received_at: T1 })];
  const accepted = [device('a', { last_accepted_at: T2, last_received_at: T1 })];
  expect(progress(before, accepted, 'hash-a')).toEqual({ step: 'accepted' });
  const received = [device('a', { last_accepted_at: T2, last_received_at: T2 })];
  const found = progress(before, received, 'hash-a');
  expect(found).toEqual({ step: 'received', at: T2, own: true, label: 'Firefox' });
  expect(settled(found, 'hash-a')).toBe(true);
});

test('another device that shows it first does not end the wait for this one', () => {
  const before = [device('a'), device('b')];
  const now = [device('a', { last_accepted_at: T1 }), device('b', { last_received_at: T2, label: 'Chrome' })];
  const found = progress(before, now, 'hash-a');
  expect(found).toEqual({ step: 'received', at: T2, own: false, label: 'Chrome' });
  expect(settled(found, 'hash-a')).toBe(false);
  expect(settled(found, null)).toBe(true);
});

test('a device that was subscribed meanwhile counts', () => {
  expect(progress([], [device('a', { last_received_at: T1 })], 'hash-a')).toMatchObject({ step: 'received' });
});

test('a subscription that the server cannot use any more ends it', () => {
  const found = progress([device('a')], [device('a', { stale: true })], 'hash-a');
  expect(found).toEqual({ step: 'stale' });
  expect(settled(found, 'hash-a')).toBe(true);
});

test('looked at often at first', () => {
  expect(pause(0)).toBeLessThan(pause(20_000));
});
