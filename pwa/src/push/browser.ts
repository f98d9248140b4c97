/// The browser's side of push, and what the page knows about its state.
import { signal } from '@preact/signals';
import { api } from '../api/client';
import { tellKept } from './receipts';
import {
  keepOn,
  PUSH_LOCK,
  type PushOutcome,
  type PushPort,
  SUBSCRIBE_TIMEOUT_MS,
  turnOn,
} from './subscribe';
import { turnedOff, turnedOnBy, whose } from './whose';

export type PushState = PushOutcome | 'off' | 'busy' | 'unknown';
export const pushState = signal<PushState>('unknown');
/// Counts up when this browser's subscription was looked after: it may be another one, though the state is the same.
export const subscriptionTurn = signal(0);

const wait = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));

const supported = () => 'serviceWorker' in navigator && 'PushManager' in window && 'Notification' in window;

const port: PushPort = {
  supported,
  ask: async () => Notification.requestPermission(),
  permission: () => Notification.permission,
  key: api.pushKey,
  existing: async () => (await navigator.serviceWorker.ready).pushManager.getSubscription(),
  subscribe: async (key) =>
    (await navigator.serviceWorker.ready).pushManager.subscribe({
      userVisibleOnly: true,
      applicationServerKey: key,
    }),
  put: api.putSubscription,
  drop: api.dropSubscription,
  wait,
};

/// Looks without asking. A worker that never becomes ready leaves the button as it is.
export async function lookAtPush(account: string): Promise<void> {
  if (pushState.value === 'busy') return;
  if (!supported()) {
    pushState.value = 'unsupported';
    return;
  }
  if (Notification.permission === 'denied') {
    pushState.value = 'denied';
    return;
  }
  // Somebody else's subscription on a shared phone tells her nothing: she may take its place.
  const on =
    Notification.permission === 'granted' &&
    Boolean(await ownSubscription()) &&
    (await whose(account).catch(() => 'unknown')) !== 'theirs';
  pushState.value = on ? 'on' : 'off';
}

/// The subscription of this browser, if it has one.
export async function ownSubscription(): Promise<PushSubscription | null> {
  if (!supported()) return null;
  const registration = await navigator.serviceWorker.getRegistration();
  return (await registration?.pushManager.getSubscription().catch(() => null)) ?? null;
}

/// At each start of the app, for whoever is signed in: the subscription is as it should be, and receipts that found no network leave.
/// One tab at a time, so that two do not replace each other's subscription.
export async function keepPush(account: string): Promise<void> {
  await tellKept().catch(() => undefined);
  if (!supported()) return;
  await navigator.locks.request(PUSH_LOCK, async () => {
    // Without waiting for a worker that is still being installed: it has no subscription to look after.
    const kept = await keepOn({ ...port, existing: ownSubscription }, await whose(account));
    if (kept === 'on') await turnedOnBy(account);
  });
  await lookAtPush(account);
  subscriptionTurn.value += 1;
}

export async function askForPush(account: string): Promise<void> {
  pushState.value = 'busy';
  const outcome = await navigator.locks.request(PUSH_LOCK, () => turnOn(port));
  // Without room for the mark notifications still come; only their renewal is left to the person.
  if (outcome === 'on') await turnedOnBy(account).catch(() => undefined);
  pushState.value = outcome;
}

export async function dropPush(): Promise<void> {
  pushState.value = 'busy';
  await turnedOff().catch(() => undefined);
  await silencePush();
  await forgetPush();
}

/// The server sends nothing more to this browser. `keepPush` takes it back.
export async function silencePush(): Promise<void> {
  const subscription = await ownSubscription();
  if (subscription) await api.dropSubscription(subscription.endpoint);
}

/// The browser takes nothing more. The push service may be out of reach: what is left then stays marked as whose it is, and nobody else
/// is subscribed by it.
export async function forgetPush(): Promise<void> {
  const subscription = await ownSubscription();
  const left = wait(SUBSCRIBE_TIMEOUT_MS).then(() => false);
  const gone = subscription
    ? await Promise.race([subscription.unsubscribe(), left]).catch(() => false)
    : true;
  if (gone) await turnedOff().catch(() => undefined);
  pushState.value = 'off';
}
