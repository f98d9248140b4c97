/// The browser's side of push, and what the page knows about its state.
import { signal } from '@preact/signals';
import { api } from '../api/client';
import { type PushOutcome, type PushPort, SUBSCRIBE_TIMEOUT_MS, turnOn } from './subscribe';

export type PushState = PushOutcome | 'off' | 'busy' | 'unknown';
export const pushState = signal<PushState>('unknown');

const wait = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));

const supported = () => 'serviceWorker' in navigator && 'PushManager' in window && 'Notification' in window;

const port: PushPort = {
  supported,
  ask: async () => Notification.requestPermission(),
  key: api.pushKey,
  existing: async () => (await navigator.serviceWorker.ready).pushManager.getSubscription(),
  subscribe: async (key) =>
    (await navigator.serviceWorker.ready).pushManager.subscribe({
      userVisibleOnly: true,
      applicationServerKey: key,
    }),
  put: api.putSubscription,
  wait,
};

/// Looks without asking. A worker that never becomes ready leaves the button as it is.
export async function lookAtPush(): Promise<void> {
  if (pushState.value === 'busy') return;
  if (!supported()) {
    pushState.value = 'unsupported';
    return;
  }
  if (Notification.permission === 'denied') {
    pushState.value = 'denied';
    return;
  }
  const registration = await navigator.serviceWorker.getRegistration();
  const subscription = await registration?.pushManager.getSubscription().catch(() => null);
  const on = Boolean(subscription) && Notification.permission === 'granted';
  pushState.value = on ? 'on' : 'off';
  // Said again at each start: the server may have dropped it, or lost it with a backup.
  if (on && subscription) void api.putSubscription(subscription.toJSON());
}

export async function askForPush(): Promise<void> {
  pushState.value = 'busy';
  pushState.value = await turnOn(port);
}

export async function dropPush(): Promise<void> {
  pushState.value = 'busy';
  const registration = await navigator.serviceWorker.getRegistration();
  const subscription = await registration?.pushManager.getSubscription().catch(() => null);
  if (subscription) {
    await api.dropSubscription(subscription.endpoint);
    await Promise.race([subscription.unsubscribe(), wait(SUBSCRIBE_TIMEOUT_MS)]).catch(() => undefined);
  }
  pushState.value = 'off';
}
