/// Who is signed in on this phone. The profile is kept in the phone's database so that the app opens without
/// network; the access token lives in memory only. An ended session never stops the work: it asks to sign in.
import { signal } from '@preact/signals';
import { api } from '../api/client';
import { dropSession, holdSession, onAccess } from '../api/token';
import type { Me, Session, User } from '../api/types';
import { setLang, storedLang } from '../i18n';
import { zone } from '../i18n/dates';
import { forgetAll, recall, remember } from '../outbox/db';
import { flush, startOutbox } from '../outbox/outbox';
import { countUnsent, wipeAccount } from '../outbox/store';
import { keepPush } from '../push/browser';

export const user = signal<User | null>(null);
export const me = signal<Me | null>(null);
/// The server said the session is over.
export const ended = signal(false);
/// The profile has been looked for on the phone.
export const ready = signal(false);

/// By how many milliseconds this phone's clock is ahead of the server's; null until the server has been asked.
export const clockSkew = signal<number | null>(null);

let stopOutbox: (() => void) | null = null;

function adopt(next: User): void {
  const same = user.value?.id === next.id;
  user.value = next;
  ended.value = false;
  if (!same) {
    stopOutbox?.();
    stopOutbox = next.role === 'aide' ? startOutbox(next.id) : null;
    void keepPush(next.id).catch(() => undefined);
  }
}

function applyMe(next: Me): void {
  me.value = next;
  zone.value = next.federation.time_zone;
}

/// Opens with what the phone knows, then asks the server in the background.
export async function restore(): Promise<void> {
  onAccess((access) => {
    if (access.kind === 'ended') ended.value = user.value !== null;
    else if (access.kind === 'token' && user.value && access.user.id === user.value.id) ended.value = false;
  });
  const [known, knownMe] = await Promise.all([recall<User>('profile'), recall<Me>('me')]).catch(() => []);
  const chosen = storedLang() ?? known?.locale;
  if (chosen && chosen !== 'fr') await setLang(chosen).catch(() => undefined);
  if (known) {
    if (knownMe) applyMe(knownMe);
    adopt(known);
    void refreshMe();
  }
  ready.value = true;
}

export async function refreshMe(): Promise<void> {
  const answer = await api.me();
  if (!answer.ok || answer.data.user.id !== user.value?.id) return;
  clockSkew.value = Date.now() - Date.parse(answer.data.server_time);
  applyMe(answer.data);
  await remember('me', answer.data).catch(() => undefined);
}

/// After a sign-in or an enrolment.
export async function enter(session: Session): Promise<void> {
  const other = user.value && user.value.id !== session.user.id;
  if (other) await forgetCaches();
  holdSession(session);
  if (!storedLang() && session.user.locale !== 'fr') await setLang(session.user.locale);
  adopt(session.user);
  await remember('profile', session.user).catch(() => undefined);
  // Without this a browser may clear the phone's database when space runs out.
  void navigator.storage?.persist?.().catch(() => undefined);
  await refreshMe();
  if (session.user.role === 'aide') flush();
}

async function forgetCaches(): Promise<void> {
  me.value = null;
  await Promise.all([forgetAll('me'), forgetAll('cache:')]).catch(() => undefined);
}

export type LeaveResult = { kind: 'left' } | { kind: 'unsent'; count: number } | { kind: 'unreachable' };

/// Signs out. Blocked while something has not reached the server, and without network: the session would
/// otherwise live on behind the screen.
export async function leave(): Promise<LeaveResult> {
  const account = user.value?.id;
  if (!account) return { kind: 'left' };
  const waiting = await countUnsent(account);
  if (waiting > 0) return { kind: 'unsent', count: waiting };
  const answer = await api.signOut();
  if (!answer.ok && answer.kind === 'unreachable') return { kind: 'unreachable' };
  if (!(await wipeAccount(account))) return { kind: 'unsent', count: await countUnsent(account) };
  dropSession();
  stopOutbox?.();
  stopOutbox = null;
  await forgetCaches();
  await forgetAll('profile');
  user.value = null;
  ended.value = false;
  return { kind: 'left' };
}
