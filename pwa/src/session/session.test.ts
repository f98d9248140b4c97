import 'fake-indexeddb/auto';
import { IDBFactory } from 'fake-indexeddb';
import { beforeEach, expect, test, vi } from 'vitest';
import { api } from '../api/client';
import { dropSession, holdSession } from '../api/token';
import type { Session, User } from '../api/types';
import { forgetDatabase } from '../outbox/db';
import { recall, remember } from '../outbox/kv';
import { entriesOf, saveDraft } from '../outbox/store';
import { draft, installLocks } from '../outbox/testing';
import { leaveWords } from './SignOut/SignOut';
import { leave, restore, user } from './session';

const push = vi.hoisted(() => ({ silencePush: vi.fn(), forgetPush: vi.fn(), keepPush: vi.fn() }));
vi.mock('../push/browser', () => push);

const ALICE = { id: 'aide-1', name: 'Alice', role: 'coordinator', sector_ids: [] } as unknown as User;
const BEA = { id: 'bea', name: 'Béa', role: 'coordinator', sector_ids: [] } as unknown as User;
const session = (of: User, seconds = 600) =>
  ({ access_token: `token of ${of.id}`, expires_in: seconds, user: of }) as Session;
const json = (body: unknown, status = 200) =>
  new Response(JSON.stringify(body), {
    status,
    headers: { 'content-type': status < 300 ? 'application/json' : 'application/problem+json' },
  });
const problem = (status: number, code: string) =>
  json({ type: 'about:blank', status, code, title: code, detail: `${code}.` }, status);

/// Every call, as `method path who`.
const calls: string[] = [];
let answer: (call: string) => Response;
const reload = vi.fn();

beforeEach(async () => {
  installLocks();
  vi.stubGlobal('location', { pathname: '/alertes', reload });
  vi.stubGlobal('localStorage', { getItem: () => 'fr', setItem: () => undefined });
  vi.stubGlobal('fetch', async (path: string, init: RequestInit) => {
    const who = new Headers(init.headers).get('authorization')?.replace('Bearer token of ', '') ?? '';
    const call = `${init.method} ${path} ${who}`.trim();
    calls.push(call);
    return answer(call);
  });
  for (const spy of [reload, ...Object.values(push)]) spy.mockReset().mockResolvedValue(undefined);
  calls.length = 0;
  answer = () => problem(503, 'unavailable');
  await forgetDatabase();
  globalThis.indexedDB = new IDBFactory();
  dropSession();
  user.value = null;
  await remember('profile', ALICE);
  await remember('cache:visits', { items: [{ person: { name: 'Mme Roux' } }] });
  await restore();
  calls.length = 0;
});

test('a page whose cookie has become somebody else’s does nothing under that name, and starts anew', async () => {
  await saveDraft(draft('1'), new Date());
  answer = () => json(session(BEA));
  expect(await api.claim('a', 1)).toMatchObject({ ok: false });
  await vi.waitFor(() => expect(reload).toHaveBeenCalledOnce());
  expect(calls).toEqual(['POST /api/session/refresh']);
  expect(await recall('profile')).toMatchObject({ id: BEA.id });
  expect(await recall('cache:visits'), 'what is known of her persons goes').toBeUndefined();
  expect(
    (await entriesOf(ALICE.id)).map(({ id }) => id),
    'what she has not sent stays hers',
  ).toEqual(['1']);
});

test('a renewal of one’s own session goes on as before', async () => {
  answer = (call) => (call.includes('refresh') ? json(session(ALICE)) : problem(404, 'not_found'));
  await api.claim('a', 1);
  expect(calls.at(-1)).toBe('POST /api/alerts/a/claim aide-1');
  expect(reload).not.toHaveBeenCalled();
});

test.each([
  [503, 'unavailable'],
  [500, 'internal'],
])('a sign-out that the server did not do (%i) is not done on the phone either', async (status, code) => {
  holdSession(session(ALICE));
  answer = () => problem(status, code);
  const result = await leave();
  expect(result).toEqual({ kind: 'refused', why: `${code}.` });
  expect(leaveWords(result)).toContain(`${code}.`);
  expect(user.value?.id).toBe(ALICE.id);
  expect(await recall('profile')).toMatchObject({ id: ALICE.id });
  expect(push.forgetPush, 'nor are its notifications given up').not.toHaveBeenCalled();
  expect(push.keepPush).toHaveBeenLastCalledWith(ALICE.id);
});

test('signing out ends the notifications of this device while the session can still say so', async () => {
  holdSession(session(ALICE));
  push.silencePush.mockImplementation(async () => void calls.push('silence'));
  answer = () => new Response(null, { status: 204 });
  expect(await leave()).toEqual({ kind: 'left' });
  expect(calls).toEqual(['silence', 'DELETE /api/session aide-1']);
  expect(push.forgetPush).toHaveBeenCalledOnce();
  expect(user.value).toBeNull();
});

test('notifications that cannot be ended keep nobody from signing out, nor does a session that is over', async () => {
  push.silencePush.mockRejectedValue(new Error('no push service'));
  push.forgetPush.mockRejectedValue(new Error('no push service'));
  answer = () => problem(401, 'unauthenticated');
  expect(await leave()).toEqual({ kind: 'left' });
  expect(await recall('profile')).toBeUndefined();
});
