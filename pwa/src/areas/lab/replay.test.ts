import 'fake-indexeddb/auto';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { api } from '../../api/client';
import type { Backtest, Replay } from '../../api/lab';
import type { Failure } from '../../api/problem';
import { cancel, fresh, pause, resume, run, start } from './replay';
import type { RuleSet } from './rules/model';
import { firstMistake, kept } from './store';

const set = (limit: number): RuleSet => ({ rules: [{ id: 'ewma', kind: 'ewma', enabled: true, limit }] });
const result = { gained: [] } as unknown as Replay;
const step = (state: Backtest['state'], progress: number) => ({
  ok: true as const,
  data: { id: 'r1', state, progress, days: 90, result: state === 'done' ? result : null },
});
const away: Failure = { ok: false, kind: 'unreachable' };
const refused = (code: string): Failure => ({
  ok: false,
  kind: 'problem',
  status: 409,
  problem: { type: 'about:blank', status: 409, code, title: '', detail: '' },
});
const begins = () =>
  vi.spyOn(api, 'startBacktest').mockResolvedValue({
    ok: true,
    data: { id: 'r1', state: 'running', progress: 0, days: 90, result: null },
  });

const session = new Map<string, string>();
beforeEach(() => {
  vi.useFakeTimers();
  vi.restoreAllMocks();
  session.clear();
  vi.stubGlobal('sessionStorage', {
    getItem: (key: string) => session.get(key) ?? null,
    setItem: (key: string, value: string) => void session.set(key, value),
    removeItem: (key: string) => void session.delete(key),
  });
  pause();
  run.value = { kind: 'none' };
  kept.value = { base_version: 1, base: set(3.5), draft: set(3) };
});
afterEach(() => void vi.useRealTimers());

test('progress is followed to the result, and the numbers are about this draft only', async () => {
  begins();
  const poll = vi
    .spyOn(api, 'backtest')
    .mockResolvedValueOnce(step('running', 0.4))
    .mockResolvedValueOnce(step('done', 1));
  const whole = start(set(3), 90);
  await vi.advanceTimersByTimeAsync(10);
  expect(run.value).toMatchObject({ kind: 'running', progress: 0.4 });
  expect(fresh.value).toBeNull();
  await vi.advanceTimersByTimeAsync(600);
  await whole;
  expect(run.value).toMatchObject({ kind: 'done', days: 90 });
  expect(fresh.value).toBe(result);
  expect(poll).toHaveBeenCalledTimes(2);
  kept.value = { base_version: 1, base: set(3.5), draft: set(2.5) };
  expect(fresh.value).toBeNull();
});

test('somebody else is replaying', async () => {
  vi.spyOn(api, 'startBacktest').mockResolvedValue(refused('backtest_running'));
  await start(set(3), 30);
  expect(run.value).toEqual({ kind: 'busy' });
});

test('a draft with mistakes is refused with their places', async () => {
  const errors = [{ pointer: '/rules/0/limit', code: 'invalid_rule', detail: 'Entre 0,5 et 10.' }];
  const no = refused('validation_failed');
  if (no.kind === 'problem') no.problem.errors = errors;
  vi.spyOn(api, 'startBacktest').mockResolvedValue(no);
  await start(set(99), 30);
  expect(run.value).toEqual({ kind: 'refused' });
  expect(firstMistake()).toBe('rules/ewma/limit');
});

test('cancelling tells the server and asks no more', async () => {
  begins();
  const poll = vi.spyOn(api, 'backtest').mockResolvedValue(step('running', 0.1));
  const stop = vi.spyOn(api, 'cancelBacktest').mockResolvedValue({ ok: true, data: undefined });
  void start(set(3), 365);
  await vi.advanceTimersByTimeAsync(10);
  await cancel();
  const asked = poll.mock.calls.length;
  await vi.advanceTimersByTimeAsync(5_000);
  expect(poll).toHaveBeenCalledTimes(asked);
  expect(stop).toHaveBeenCalledWith('r1');
  expect([run.value.kind, session.size]).toEqual(['cancelled', 0]);
});

test('a bad line is waited out for a while', async () => {
  begins();
  const poll = vi.spyOn(api, 'backtest').mockResolvedValue(away);
  void start(set(3), 90);
  await vi.advanceTimersByTimeAsync(1_600);
  expect(run.value.kind).toBe('running');
  poll.mockResolvedValueOnce(step('running', 0.5));
  await vi.advanceTimersByTimeAsync(600);
  expect(run.value).toMatchObject({ kind: 'running', progress: 0.5 });
  await vi.advanceTimersByTimeAsync(10_000);
  expect(run.value).toEqual({ kind: 'unreachable' });
});

test('a reload finds a replay that still runs', async () => {
  begins();
  const poll = vi.spyOn(api, 'backtest').mockResolvedValue(step('running', 0.2));
  void start(set(3), 180);
  await vi.advanceTimersByTimeAsync(10);
  pause();
  run.value = { kind: 'none' };
  poll.mockResolvedValue(step('done', 1));
  await resume();
  expect(run.value).toMatchObject({ kind: 'done', days: 180 });
  expect(fresh.value).toBe(result);
});

test('nothing to go on with is nothing', async () => {
  const poll = vi.spyOn(api, 'backtest');
  await resume();
  session.set('vigie-replay', '{"id":7}');
  await resume();
  expect(poll).not.toHaveBeenCalled();
  expect(run.value).toEqual({ kind: 'none' });
});

test('a replay that the server ended is said as it ended', async () => {
  begins();
  const poll = vi.spyOn(api, 'backtest').mockResolvedValue(step('failed', 0.3));
  await start(set(3), 90);
  expect(run.value).toEqual({ kind: 'failed' });
  poll.mockResolvedValue(refused('not_found'));
  await start(set(3), 90);
  expect(run.value).toEqual({ kind: 'failed' });
});
