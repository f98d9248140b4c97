/// What the service worker does about push besides showing it: the browser may end a subscription and say so while no page is open.
import { call } from '../api/http';
import type { Result } from '../api/problem';
import { access } from '../api/token';
import type { User } from '../api/types';
import { recall } from '../outbox/kv';
import { keepOn, PUSH_LOCK, type PushPort } from './subscribe';
import { whose } from './whose';

const unreachable = { ok: false, kind: 'unreachable' } as const;

async function asked<T>(method: 'GET' | 'PUT' | 'DELETE', path: string, body?: unknown): Promise<Result<T>> {
  const token = await access();
  return token.kind === 'token' ? call<T>({ method, path, token: token.token, body }) : unreachable;
}

const port = (registration: ServiceWorkerRegistration): PushPort => ({
  supported: () => true,
  // A worker cannot ask: what was given holds.
  ask: async () => Notification.permission,
  permission: () => Notification.permission,
  key: () => asked<{ key: string }>('GET', '/api/push/key'),
  existing: () => registration.pushManager.getSubscription(),
  subscribe: (key) =>
    registration.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: key }),
  put: ({ endpoint, keys }, key) => asked<void>('PUT', '/api/push/subscription', { endpoint, keys, key }),
  drop: (endpoint) => asked<void>('DELETE', '/api/push/subscription', { endpoint }),
  wait: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
});

export async function subscribeAgain(registration: ServiceWorkerRegistration): Promise<void> {
  const profile = await recall<User>('profile');
  if (!profile) return;
  await navigator.locks.request(PUSH_LOCK, async () => {
    await keepOn(port(registration), await whose(profile.id));
  });
}
