import 'fake-indexeddb/auto';
import { beforeEach, expect, test, vi } from 'vitest';
import { type SectorNow, sectorApi } from '../../api/sector';
import type { User } from '../../api/types';
import { forgetAll } from '../../outbox/kv';
import { user } from '../../session/session';
import { refresh, state, taken } from './store';

const now = (ids: string[], at = '2026-03-02T10:00:00Z') =>
  ({
    sector_ids: [],
    to_take: ids.map((id) => ({ id })),
    late_follow_ups: [],
    silent_persons: [],
    silent_phones: [],
    unreachable: [],
    at,
  }) as unknown as SectorNow;
const answers = vi.spyOn(sectorApi, 'now');
const offline = { ok: false, kind: 'unreachable' } as const;
const shown = () => (state.value.kind === 'here' ? state.value.now.to_take.map((one) => one.id) : null);
let count = 0;

beforeEach(async () => {
  await forgetAll('cache:');
  count += 1;
  user.value = { id: `referent-${count}` } as User;
});

test('without network the last list is shown, and said to be old', async () => {
  answers.mockResolvedValueOnce({ ok: true, data: now(['a']) });
  await refresh();
  answers.mockResolvedValueOnce(offline);
  await refresh();
  expect(state.value).toMatchObject({ kind: 'here', stale: true });
  expect(shown()).toEqual(['a']);
});

test('a phone that starts without network shows what it kept', async () => {
  const account = user.value as User;
  answers.mockResolvedValueOnce({ ok: true, data: now(['a']) });
  await refresh();
  user.value = { id: 'somebody else' } as User;
  answers.mockResolvedValueOnce(offline);
  await refresh();
  expect(state.value.kind).toBe('failed');
  user.value = account;
  answers.mockResolvedValueOnce(offline);
  await refresh();
  expect(shown()).toEqual(['a']);
});

test('what one takes leaves the list at once', async () => {
  answers.mockResolvedValueOnce({ ok: true, data: now(['a', 'b']) });
  await refresh();
  taken('a');
  expect(shown()).toEqual(['b']);
});

test('an answer that comes late does not replace a newer one', async () => {
  answers.mockResolvedValueOnce({ ok: true, data: now([]) });
  await refresh();
  let release: (value: { ok: true; data: SectorNow }) => void = () => undefined;
  answers.mockReturnValueOnce(new Promise((resolve) => (release = resolve)));
  const slow = refresh();
  answers.mockResolvedValueOnce({ ok: true, data: now(['new']) });
  await refresh();
  release({ ok: true, data: now(['old']) });
  await slow;
  expect(shown()).toEqual(['new']);
});
