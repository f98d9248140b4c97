/// Turning notifications on, and keeping them on, as a function of a small port so that each way it can fail is tested.
///
/// Learned in the field: `subscribe()` may never settle (a push service out of reach), the server may answer that
/// this endpoint belongs to someone else (a shared phone), and a refusal by the person is final. A browser may drop a subscription
/// by itself, and a server may change its key: at each start of the app `keepOn` puts right what is not, without a word.
import { hasCode, type Result } from '../api/problem';

export const SUBSCRIBE_TIMEOUT_MS = 15_000;

/// Held while a subscription is made or left, by a page or by the worker.
export const PUSH_LOCK = 'vigie-push';

export type PushOutcome = 'on' | 'denied' | 'unsupported' | 'timeout' | 'failed';

export type PushPort = {
  supported(): boolean;
  ask(): Promise<NotificationPermission>;
  /// As it is, without asking.
  permission(): NotificationPermission;
  key(): Promise<Result<{ key: string }>>;
  existing(): Promise<PushSubscription | null>;
  subscribe(key: Uint8Array<ArrayBuffer>): Promise<PushSubscription>;
  /// `key`: the one it was made with. The server may know several for a while.
  put(subscription: PushSubscriptionJSON, key: string): Promise<Result<void>>;
  drop(endpoint: string): Promise<Result<void>>;
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

type Made = { subscription: PushSubscription; left: string | null };

/// The subscription this browser has, or one made with `key`. One made with another key can neither be used nor replaced: it is left.
async function made(port: PushPort, key: Uint8Array<ArrayBuffer>): Promise<Made> {
  const old = await inTime(port, port.existing());
  if (old && sameKey(old, key)) return { subscription: old, left: null };
  if (old) await inTime(port, old.unsubscribe());
  return { subscription: await inTime(port, port.subscribe(key)), left: old?.endpoint ?? null };
}

/// Makes what is needed and tells the server. Permission was given before.
async function subscribed(port: PushPort): Promise<'on' | 'failed'> {
  const answer = await port.key();
  if (!answer.ok) return 'failed';
  const { key } = answer.data;
  const { subscription, left } = await made(port, decodeKey(key));
  const put = await port.put(subscription.toJSON(), key);
  if (put.ok) {
    // The push service says so too, at the next message; sooner is tidier.
    if (left) await port.drop(left);
    return 'on';
  }
  if (!hasCode(put, 'subscription_taken')) return 'failed';
  // Someone else used this phone: leave their subscription, and make one of our own.
  await inTime(port, subscription.unsubscribe());
  const own = await inTime(port, port.subscribe(decodeKey(key)));
  return (await port.put(own.toJSON(), key)).ok ? 'on' : 'failed';
}

export async function turnOn(port: PushPort): Promise<PushOutcome> {
  if (!port.supported()) return 'unsupported';
  if ((await port.ask()) !== 'granted') return 'denied';
  try {
    return await subscribed(port);
  } catch (error) {
    return error instanceof TimeoutError ? 'timeout' : 'failed';
  }
}

/// Who turned notifications on in this browser: who is signed in, somebody else, or nobody knows.
export type Whose = 'mine' | 'theirs' | 'unknown';

/// At a start of the app, and when the browser says that its subscription changed. Where it is `mine`, what is gone is made again and
/// a new key is followed; nobody's is only said again, and somebody else's is left alone: on a shared phone nobody is subscribed by
/// signing in.
export async function keepOn(port: PushPort, whose: Whose): Promise<'on' | 'off' | 'failed'> {
  if (whose === 'theirs' || !port.supported() || port.permission() !== 'granted') return 'off';
  try {
    if (whose === 'mine') return await subscribed(port);
    const existing = await inTime(port, port.existing());
    if (!existing) return 'off';
    const answer = await port.key();
    if (!answer.ok) return 'failed';
    if (!sameKey(existing, decodeKey(answer.data.key))) return 'off';
    return (await port.put(existing.toJSON(), answer.data.key)).ok ? 'on' : 'off';
  } catch {
    return 'failed';
  }
}
