/// The outbox as the page sees it: signals for the screens, and the moments at which sending is tried.
///
/// `navigator.onLine` is never asked: it lies both ways. We just try, and wait longer each time it fails.
import { computed, signal } from '@preact/signals';
import { onAccess } from '../api/token';
import { backoff } from './backoff';
import { recall, remember } from './kv';
import { readEntries } from './rows';
import { type Drained, drain } from './sender';
import { dropLost, saveDraft, sweepSent, updateEntries } from './store';
import { type Draft, type Entry, unsent } from './types';
import { httpWire } from './wire';

export const entries = signal<Entry[]>([]);
/// Whether `entries` is what the phone holds. Until it has been read, or when it cannot be, nothing may be said to be sent.
export const memory = signal<'unread' | 'read' | 'unreadable'>('unread');
/// Visits that were saved here and can be read no more: the key that sealed them is gone.
export const lost = signal<string[]>([]);
export const lastSent = signal<string | null>(null);
export const sending = signal(false);
/// The session is over: entries wait for a new sign-in.
export const signedOff = signal(false);

export const waiting = computed(() => entries.value.filter(unsent));
export const rejected = computed(() => entries.value.filter((entry) => entry.state === 'rejected'));
const unseen = computed(() => rejected.value.filter((entry) => !entry.seen).length);

/// What the chip says, worst first.
export type OutboxState =
  | { kind: 'check' | 'waiting'; count: number }
  | { kind: 'auth' | 'done' | 'unread' | 'unreadable' };
export const outboxState = computed<OutboxState>(() => {
  const check = unseen.value + lost.value.length;
  if (check > 0) return { kind: 'check', count: check };
  if (signedOff.value) return { kind: 'auth' };
  if (waiting.value.length > 0) return { kind: 'waiting', count: waiting.value.length };
  return { kind: memory.value === 'read' ? 'done' : memory.value };
});

let account: string | null = null;
let channel: BroadcastChannel | null = null;
let timer: ReturnType<typeof setTimeout> | undefined;
let failures = 0;
let running = false;
let again = false;

const sentKey = (of: string) => `last-sent:${of}`;

/// What is on screen follows the database; when that cannot be read, it stays as it is, and says so.
const reload = (): Promise<void> =>
  read().catch(() => {
    if (account) memory.value = 'unreadable';
  });

async function read(): Promise<void> {
  const of = account;
  if (!of) return;
  const [list, sent] = await Promise.all([readEntries(of), recall<string>(sentKey(of))]);
  if (of !== account) return;
  entries.value = list.entries;
  lost.value = list.lost;
  lastSent.value = sent ?? null;
  memory.value = 'read';
}

function changed(): void {
  channel?.postMessage('changed');
  void reload();
}

function schedule(result: Drained): void {
  clearTimeout(timer);
  if (result.kind !== 'later') {
    failures = 0;
    return;
  }
  failures = result.sent > 0 ? 1 : failures + 1;
  timer = setTimeout(
    flush,
    Math.max(result.retry_after_ms, backoff(failures, document.visibilityState === 'visible')),
  );
}

/// Tries to send now. Calls while one is under way lead to exactly one more round.
export function flush(): void {
  if (!account) return;
  if (running) {
    again = true;
    return;
  }
  running = true;
  again = false;
  void round(account).finally(() => {
    running = false;
    if (again) flush();
  });
}

async function round(of: string): Promise<void> {
  sending.value = true;
  try {
    const result = await drain(of, httpWire, changed);
    if (result.sent > 0) await remember(sentKey(of), new Date().toISOString());
    signedOff.value = result.kind === 'auth' || (signedOff.value && result.sent === 0);
    schedule(result);
  } catch {
    // The database itself failed (closed for a migration, disk full): try again like after any failure.
    schedule({ kind: 'later', sent: 0, retry_after_ms: 0 });
  } finally {
    sending.value = false;
    await reload();
  }
}

/// Saves a draft for sending. Rejects when the phone cannot store it: the form then stays on screen.
export async function save(draft: Draft): Promise<Entry> {
  const entry = await saveDraft(draft, new Date());
  await reload();
  changed();
  void askBackgroundSync();
  flush();
  return entry;
}

/// A rejected entry goes back to the queue, as it is: the reason may have been mended on the server.
export async function retry(id: string): Promise<void> {
  await updateEntries([id], (entry) =>
    entry.state === 'rejected' ? { ...entry, state: 'waiting', problem: null, seen: false } : entry,
  );
  changed();
  flush();
}

/// The aide has read the reason; the entry stays.
export async function markSeen(id: string): Promise<void> {
  await updateEntries([id], (entry) => ({ ...entry, seen: true }));
  changed();
}

/// The aide has read that they are lost.
export async function forgetLost(): Promise<void> {
  if (account) await dropLost(account, lost.value);
  changed();
}

/// An extra where it exists (Chromium): the worker sends even when the app is closed.
async function askBackgroundSync(): Promise<void> {
  try {
    const registration = await navigator.serviceWorker?.getRegistration();
    const sync = (registration as { sync?: { register(tag: string): Promise<void> } } | undefined)?.sync;
    await sync?.register('vigie-outbox');
  } catch {
    // Not granted, or not there: the other moments remain.
  }
}

const onVisible = () => {
  if (document.visibilityState === 'visible') flush();
};

/// Starts sending for an account; returns what stops it.
export function startOutbox(of: string): () => void {
  account = of;
  failures = 0;
  signedOff.value = false;
  channel = new BroadcastChannel('vigie-outbox');
  channel.onmessage = () => void reload();
  const forget = onAccess((access) => {
    if (access.kind === 'ended') signedOff.value = true;
    else if (access.kind === 'token' && access.user.id === of) {
      const wasOff = signedOff.value;
      signedOff.value = false;
      if (wasOff) flush();
    }
  });
  document.addEventListener('visibilitychange', onVisible);
  addEventListener('pageshow', flush);
  addEventListener('online', flush);
  void sweepSent(of, new Date()).then(reload, () => undefined);
  flush();
  return () => {
    account = null;
    entries.value = [];
    lost.value = [];
    memory.value = 'unread';
    clearTimeout(timer);
    channel?.close();
    channel = null;
    forget();
    document.removeEventListener('visibilitychange', onVisible);
    removeEventListener('pageshow', flush);
    removeEventListener('online', flush);
  };
}
