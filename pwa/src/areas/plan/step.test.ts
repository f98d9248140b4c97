import { beforeEach, describe, expect, test, vi } from 'vitest';
import type { FollowUp } from '../../api/follow';
import type { Failure, Result } from '../../api/problem';
import { hideToast, runToastAction, toast } from '../../ui/Toast/toast';
import { beyond, busy, failureWords, run } from './step';
import { followUp } from './testing';

const ok = (item: FollowUp): Result<FollowUp> => ({ ok: true, data: item });
const refused = (code: string, more: object = {}): Failure => ({
  ok: false,
  kind: 'problem',
  status: code === 'validation_failed' ? 422 : 409,
  problem: { type: 'about:blank', status: 409, code, title: 'Titre', detail: 'Détail', ...more },
});
const settle = () => new Promise((resolve) => setTimeout(resolve));

beforeEach(() => {
  hideToast();
  busy.value = false;
});

describe('a change', () => {
  test('that goes through is shown, said, and can be taken back once', async () => {
    const seen: FollowUp[] = [];
    const undo = vi.fn(async (after: FollowUp) =>
      ok({ ...after, version: after.version + 1, state: 'open' }),
    );
    const call = async () => ok(followUp({ version: 2, state: 'done' }));
    expect(await run({ call, done: () => 'Fait.', undo }, (item) => seen.push(item))).toBe(null);
    expect([toast.value?.text, seen.at(-1)?.state]).toEqual(['Fait.', 'done']);
    runToastAction();
    runToastAction();
    await settle();
    expect(undo).toHaveBeenCalledOnce();
    expect([seen.at(-1)?.state, seen.at(-1)?.version]).toEqual(['open', 3]);
  });

  test('that somebody else was faster with brings what is there now, and says nothing was done', async () => {
    const now = followUp({ version: 5, state: 'done' });
    const seen: FollowUp[] = [];
    const explain = (failure: Failure) => ({
      text: failureWords(failure),
      now: beyond(failure).follow_up ?? null,
    });
    const call = async () => refused('stale_version', { follow_up: now });
    const why = await run({ call, done: () => 'Fait.', explain }, (item) => seen.push(item));
    expect(why).toBe('plan.conflict');
    expect([seen, toast.value]).toEqual([[now], null]);
  });

  test('whose undoing is refused says so', async () => {
    const undo = async () => refused('wrong_state');
    await run({ call: async () => ok(followUp()), done: () => 'Fait.', undo }, () => undefined);
    runToastAction();
    await settle();
    expect(toast.value).toMatchObject({ text: 'plan.conflict', tone: 'bad' });
  });

  test('waits for the one before', async () => {
    let answer: (result: Result<FollowUp>) => void = () => undefined;
    const slow = vi.fn(() => new Promise<Result<FollowUp>>((resolve) => (answer = resolve)));
    const first = run({ call: slow, done: () => '' }, () => undefined);
    const second = vi.fn(async () => ok(followUp()));
    expect(await run({ call: second, done: () => '' }, () => undefined)).toBe('plan.busy');
    expect(second).not.toHaveBeenCalled();
    answer(ok(followUp()));
    expect(await first).toBe(null);
    expect(busy.value).toBe(false);
  });
});

test('a refusal names the mistake first, then what the server says', () => {
  const errors = [{ pointer: '/due_on', code: 'out_of_range', detail: 'Trop loin.' }];
  expect(failureWords(refused('validation_failed', { errors }))).toBe('Trop loin.');
  expect(failureWords(refused('other'))).toBe('Détail');
  expect(failureWords({ ok: false, kind: 'unreachable' })).toContain('réseau');
});
