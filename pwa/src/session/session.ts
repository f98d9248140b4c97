/// Who is signed in on this phone. The profile is kept in the phone's database so that the app opens without
/// network; the access token lives in memory only. An ended session never stops the work: it asks to sign in.
import { signal } from '@preact/signals';
import { api } from '../api/client';
import { access, actFor, dropSession, holdSession, onAccess, onOtherAccount } from '../api/token';
import type { Me, Session, User } from '../api/types';
import { setLang, storedLang } from '../i18n';
import { zone } from '../i18n/dates';
import { forgetAll, recall, remember } from '../outbox/kv';
import { flush, startOutbox } from '../outbox/outbox';
import { countUnsent, wipeAccount } from '../outbox/store';
import { forgetPush, keepPush, silencePush } from '../push/browser';
import { KEPT } from '../push/receipts';
import { PARTED, type Parted } from './parted';
import { type Farewell, farewellOf } from './why';

export const user = signal<User | null>(null);
export const me = signal<Me | null>(null);
/// The server said the session is over.
export const ended = signal(false);
/// Why, in the server's word.
export const endedWhy = signal<string | null>(null);
/// This phone was told to forget: what became of the visits that it still held.
export const parted = signal<Parted | null>(null);
/// A second factor has to be set up before anything else.
export const factorDue = signal(false);
/// The profile has been looked for on the phone.
export const ready = signal(false);

/// By how many milliseconds this phone's clock is ahead of the server's; null until the server has been asked.
export const clockSkew = signal<number | null>(null);

let stopOutbox: (() => void) | null = null;

function adopt(next: User): void {
  const same = user.value?.id === next.id;
  actFor(next.id);
  user.value = next;
  ended.value = false;
  factorDue.value = next.second_factor_due === true;
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

let givingWay = false;

/// Somebody else has signed in in another tab, so this page is theirs: it starts anew. What the one before has not sent stays on the
/// phone under that account.
async function giveWay(to: User): Promise<void> {
  if (givingWay) return;
  givingWay = true;
  stopOutbox?.();
  stopOutbox = null;
  await forgetCaches();
  try {
    await remember('profile', to);
    if (location.pathname === '/connexion') location.replace('/');
    else location.reload();
  } catch {
    // A start would bring the one before back: the door instead.
    actFor(null);
    user.value = null;
    givingWay = false;
  }
}

/// Opens with what the phone knows, then asks the server in the background.
export async function restore(): Promise<void> {
  onOtherAccount((to) => void giveWay(to));
  onAccess((access) => {
    if (access.kind === 'ended') {
      ended.value = user.value !== null;
      endedWhy.value = access.reason ?? null;
      const reason = farewellOf(access.reason);
      if (reason) void farewell(reason);
    } else if (access.kind === 'token' && user.value && access.user.id === user.value.id) {
      ended.value = false;
      factorDue.value = access.user.second_factor_due === true;
    }
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
  void import('../outbox/clear').then(({ sealClear }) => sealClear([KEPT])).catch(() => undefined);
  const before = await recall<Parted>(PARTED).catch(() => undefined);
  if (before) await goOnParting(before);
}

/// An enrolment on this very phone may have brought a new session while the answer about the old one was on its way.
const DOUBT_MS = 1_000;
let leaving = false;

/// Lost, replaced, or its owner has left: what the phone knows of others goes, what it holds unsent is handed in.
async function farewell(reason: Farewell): Promise<void> {
  const who = user.value;
  if (!who || leaving) return;
  leaving = true;
  await new Promise((resolve) => setTimeout(resolve, DOUBT_MS));
  const now = await access();
  if (now.kind === 'ended' && farewellOf(now.reason) && user.value?.id === who.id) {
    stopOutbox?.();
    stopOutbox = null;
    const { part } = await import('./farewell');
    const found = await part(who.id, reason);
    dropSession();
    actFor(null);
    me.value = null;
    user.value = null;
    ended.value = false;
    await goOnParting(found);
  }
  leaving = false;
}

async function goOnParting(before: Parted): Promise<void> {
  parted.value = before;
  const { handIn } = await import('./farewell');
  await handIn(before, (now) => {
    parted.value = now;
  });
}

export async function refreshMe(): Promise<void> {
  const answer = await api.me();
  if (!answer.ok || answer.data.user.id !== user.value?.id) return;
  factorDue.value = answer.data.user.second_factor_due === true;
  clockSkew.value = Date.now() - Date.parse(answer.data.server_time);
  applyMe(answer.data);
  await Promise.all([remember('me', answer.data), remember('profile', answer.data.user)]).catch(
    () => undefined,
  );
}

/// After a sign-in or an enrolment.
export async function enter(session: Session): Promise<void> {
  const other = user.value && user.value.id !== session.user.id;
  if (other) await forgetCaches();
  holdSession(session);
  if (!storedLang() && session.user.locale !== 'fr') await setLang(session.user.locale);
  parted.value = null;
  endedWhy.value = null;
  await forgetAll(PARTED).catch(() => undefined);
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

export type LeaveResult =
  | { kind: 'left' }
  | { kind: 'unsent'; count: number }
  | { kind: 'unreachable' }
  /// The server's own words.
  | { kind: 'refused'; why: string };

/// Signs out. Blocked while something has not reached the server, and as long as the server has not ended the session: it would
/// otherwise live on behind the screen. Whoever comes next on this device is told nothing of this account.
export async function leave(): Promise<LeaveResult> {
  const account = user.value?.id;
  if (!account) return { kind: 'left' };
  const waiting = await countUnsent(account);
  if (waiting > 0) return { kind: 'unsent', count: waiting };
  // While the session is there to say so.
  await silencePush().catch(() => undefined);
  const answer = await api.signOut();
  if (!answer.ok && answer.kind !== 'ended') {
    void keepPush(account).catch(() => undefined);
    if (answer.kind === 'unreachable') return answer;
    return { kind: 'refused', why: answer.problem.detail || answer.problem.title };
  }
  await forgetPush().catch(() => undefined);
  if (!(await wipeAccount(account))) return { kind: 'unsent', count: await countUnsent(account) };
  dropSession();
  actFor(null);
  stopOutbox?.();
  stopOutbox = null;
  await forgetCaches();
  await forgetAll('profile');
  user.value = null;
  ended.value = false;
  return { kind: 'left' };
}
