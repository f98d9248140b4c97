import { expect, test } from 'vitest';
import type { Cover } from '../../api/cover';
import { bannersAt } from './covers';

const NOW = Date.parse('2026-03-02T10:00:00Z');
const cover = (id: string, from: string, to: string, more: Partial<Cover> = {}): Cover => ({
  id,
  version: 1,
  kind: 'replace',
  absent: { id: 'n', name: 'Nadia' },
  cover: { id: 'k', name: 'Karim' },
  sector: null,
  person: null,
  from,
  to,
  reason: null,
  origin: 'declared',
  state: 'running',
  created_by: { id: 'n', name: 'Nadia' },
  created_at: from,
  ended_at: null,
  ...more,
});
const ids = (found: ReturnType<typeof bannersAt>) => found.map((banner) => banner.cover.id);

test('a running cover is shown until its end, not a minute longer', () => {
  const running = cover('a', '2026-03-01T08:00:00Z', '2026-03-02T10:30:00Z');
  expect(ids(bannersAt([running], [], NOW))).toEqual(['a']);
  expect(ids(bannersAt([running], [], Date.parse(running.to)))).toEqual([]);
});

test('one that begins within two days is announced after the running ones, a later one is not', () => {
  const soon = cover('soon', '2026-03-03T08:00:00Z', '2026-03-04T08:00:00Z');
  const later = cover('later', '2026-03-05T08:00:00Z', '2026-03-06T08:00:00Z');
  const running = cover('running', '2026-03-01T08:00:00Z', '2026-03-09T08:00:00Z');
  expect(ids(bannersAt([later, soon, running], [], NOW))).toEqual(['running', 'soon']);
});

test('what was ended early is not shown, nor a colleague who only helps me', () => {
  const times = ['2026-03-01T08:00:00Z', '2026-03-09T08:00:00Z'] as const;
  const ended = cover('ended', ...times, { ended_at: '2026-03-02T09:00:00Z' });
  const help = cover('help', ...times, { kind: 'add' });
  expect(ids(bannersAt([ended], [help], NOW))).toEqual([]);
  expect(ids(bannersAt([help], [], NOW))).toEqual(['help']);
});
