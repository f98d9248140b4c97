import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { installLocks } from '../outbox/testing';
import { AlertStream } from './stream';
import { access, dropSession } from './token';
import type { Session } from './types';

const session = { access_token: 'good', expires_in: 600, user: { id: 'me' } } as Session;
const json = (body: unknown, status = 200) =>
  new Response(JSON.stringify(body), {
    status,
    headers: { 'content-type': status < 300 ? 'application/json' : 'application/problem+json' },
  });

let over = true;
let streams = 0;
const on = { live: vi.fn(), lost: vi.fn(), poll: vi.fn(), alert: vi.fn(), removed: vi.fn() };

beforeEach(() => {
  installLocks();
  dropSession();
  over = true;
  streams = 0;
  vi.stubGlobal('fetch', async (path: string) => {
    if (path === '/api/session/refresh') {
      return over ? json({ type: '', status: 401, code: 'unauthenticated', title: '' }, 401) : json(session);
    }
    streams += 1;
    return new Response(new ReadableStream(), { headers: { 'content-type': 'text/event-stream' } });
  });
});
afterEach(() => vi.unstubAllGlobals());

test('the line comes back once somebody has signed in again, in whatever tab', async () => {
  const stream = new AlertStream('1', on);
  stream.start();
  await vi.waitFor(() => expect(on.lost).toHaveBeenCalledOnce());
  expect(streams).toBe(0);
  // What the polling asks for finds the new session.
  over = false;
  await access();
  await vi.waitFor(() => expect(on.live).toHaveBeenCalledOnce());
  expect(streams).toBe(1);
  stream.stop();
});
