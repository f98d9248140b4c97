/// "It is on the screen": what the worker tells the server about each notification, so that delivery is measured and not assumed.
/// A receipt is its own proof and carries no session. Nothing here may disturb: the notification is shown first, a failure is
/// kept and sent with the next push or at the next start of the app.
import { change, recall } from '../outbox/kv';

/// More than a phone misses in a day without network; the oldest go first.
export const MOST_KEPT = 20;

export const KEPT = 'receipts';

/// `settled`: the server has it, or will never want it.
export type Told = 'settled' | 'later';
export type Tell = (receipt: string) => Promise<Told>;

async function keep(receipt: string): Promise<void> {
  await change<string[]>(KEPT, (kept = []) =>
    [...kept.filter((one) => one !== receipt), receipt].slice(-MOST_KEPT),
  );
}

async function forget(receipt: string): Promise<void> {
  await change<string[]>(KEPT, (kept = []) => kept.filter((one) => one !== receipt));
}

/// Those that were kept, each once. The first that finds no network ends it: the others would find none either.
export async function tellKept(tell: Tell = post): Promise<void> {
  for (const receipt of (await recall<string[]>(KEPT)) ?? []) {
    if ((await tell(receipt)) === 'later') return;
    await forget(receipt);
  }
}

/// This one first, the kept ones after it when it came through.
export async function report(receipt: string, tell: Tell = post): Promise<void> {
  if ((await tell(receipt)) === 'later') return keep(receipt);
  await tellKept(tell);
}

/// Done, and "not one of mine". A portal's page, a full server or a broken one: later.
const SETTLED = [204, 400, 413, 422];

/// Long enough for a slow network; the browser does not keep a worker much longer.
const TIMEOUT_MS = 10_000;

async function post(receipt: string): Promise<Told> {
  const controller = new AbortController();
  const timer = setTimeout(() => controller.abort(), TIMEOUT_MS);
  try {
    const answer = await fetch('/api/push/receipts', {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ receipt }),
      credentials: 'omit',
      cache: 'no-store',
      keepalive: true,
      signal: controller.signal,
    });
    return SETTLED.includes(answer.status) ? 'settled' : 'later';
  } catch {
    return 'later';
  } finally {
    clearTimeout(timer);
  }
}
