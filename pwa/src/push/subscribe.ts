/// Turning notifications on and off, as a function of a small port so that each way it can fail is tested.
///
/// Learned in the field: `subscribe()` may never settle (a push service out of reach), the server may answer that
/// this endpoint belongs to someone else (a shared phone), and a refusal by the person is final.
import { hasCode, type Result } from '../api/problem';

export const SUBSCRIBE_TIMEOUT_MS = 15_000;

export type PushOutcome = 'on' | 'denied' | 'unsupported' | 'timeout' | 'failed';

export type PushPort = {
  supported(): boolean;
  ask(): Promise<NotificationPermission>;
  key(): Promise<Result<{ key: string }>>;
  existing(): Promise<PushSubscription | null>;
  subscribe(key: Uint8Array<ArrayBuffer>): Promise<PushSubscription>;
  put(subscription: PushSubscriptionJSON): Promise<Result<void>>;
  wait(ms: number): Promise<void>;
};

export function decodeKey(base64url: string): Uint8Array<ArrayBuffer> {
  const base64 = base64url.replace(/-/g, '+').replace(/_/g, '/');
  return Uint8Array.from(atob(base64), (char) => char.charCodeAt(0));
}

class TimeoutError extends Error {}

function inTime<T>(port: PushPort, promise: Promise<T>): Promise<T> {
  const late = port.wait(SUBSCRIBE_TIMEOUT_MS).then(() => {
    throw new TimeoutError();
  });
  return Promise.race([promise, late]);
}

function sameKey(subscription: PushSubscription, key: Uint8Array): boolean {
  const found = subscription.options?.applicationServerKey;
  if (!found) return true;
  const bytes = new Uint8Array(found);
  return bytes.length === key.length && bytes.every((byte, i) => byte === key[i]);
}

async function fresh(port: PushPort, key: Uint8Array<ArrayBuffer>): Promise<PushSubscription> {
  const old = await inTime(port, port.existing());
  // A subscription made with another server key cannot be used, nor replaced without leaving it first.
  if (old && sameKey(old, key)) return old;
  if (old) await inTime(port, old.unsubscribe());
  return inTime(port, port.subscribe(key));
}

export async function turnOn(port: PushPort): Promise<PushOutcome> {
  if (!port.supported()) return 'unsupported';
  if ((await port.ask()) !== 'granted') return 'denied';
  try {
    const answer = await port.key();
    if (!answer.ok) return 'failed';
    const key = decodeKey(answer.data.key);
    const subscription = await fresh(port, key);
    const put = await port.put(subscription.toJSON());
    if (put.ok) return 'on';
    if (!hasCode(put, 'subscription_taken')) return 'failed';
    // Someone else used this phone: leave their subscription, and make one of our own.
    await inTime(port, subscription.unsubscribe());
    const own = await inTime(port, port.subscribe(key));
    return (await port.put(own.toJSON())).ok ? 'on' : 'failed';
  } catch (error) {
    return error instanceof TimeoutError ? 'timeout' : 'failed';
  }
}
