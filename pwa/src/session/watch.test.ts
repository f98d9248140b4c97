import { afterEach, expect, test, vi } from 'vitest';
import { watchMe } from './watch';

const session = vi.hoisted(() => ({ refreshMe: vi.fn(), user: { value: null as { id: string } | null } }));
vi.mock('./session', () => session);

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

test('a page that stays open asks again who one is: when it is looked at, and every few minutes', () => {
  vi.useFakeTimers();
  const page = new EventTarget();
  const document = Object.assign(page, { visibilityState: 'visible' });
  vi.stubGlobal('document', document);
  watchMe();
  vi.advanceTimersByTime(10 * 60_000);
  expect(session.refreshMe, 'nobody is signed in').not.toHaveBeenCalled();

  session.user.value = { id: 'me' };
  vi.advanceTimersByTime(10 * 60_000);
  expect(session.refreshMe.mock.calls.length).toBeGreaterThan(0);
  session.refreshMe.mockClear();
  document.visibilityState = 'hidden';
  vi.advanceTimersByTime(60 * 60_000);
  expect(session.refreshMe, 'nobody looks').not.toHaveBeenCalled();
  document.visibilityState = 'visible';
  page.dispatchEvent(new Event('visibilitychange'));
  expect(session.refreshMe).toHaveBeenCalledOnce();
});
