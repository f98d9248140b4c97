/// The access token, in memory only. The refresh cookie is rotated at each use, so a lock keeps two tabs
/// (or a tab and the worker) from spending the same one.
import { call } from './http';
import type { Session, User } from './types';

/// Renewed this long before it ends, so that a request does not start with a token about to expire.
const MARGIN_MS = 30_000;

export type Access =
  | { kind: 'token'; token: string; user: User }
  /// `reason`: why, if the server says so.
  | { kind: 'ended'; reason?: string | null }
  | { kind: 'unreachable' };

type Held = { token: string; user: User; until: number };
let held: Held | null = null;
/// Whose page this is. The worker has no owner: it asks for each account by its id.
let owner: string | null = null;
let giveWay: ((to: User) => void) | null = null;
let refreshing: Promise<Access> | null = null;
const listeners = new Set<(access: Access) => void>();

/// Told of each renewal and of the end of the session.
export function onAccess(listener: (access: Access) => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

function tell(access: Access): Access {
  for (const listener of listeners) listener(access);
  return access;
}

/// The page acts for this account and no other: the cookie is the browser's, and somebody else may have signed in in another tab.
export function actFor(account: string | null): void {
  owner = account;
}

/// What a page does when the cookie has become somebody else's.
export function onOtherAccount(act: (to: User) => void): void {
  giveWay = act;
}

/// After a sign-in on this page, or a renewal.
export function holdSession(session: Session, now = Date.now()): void {
  owner &&= session.user.id;
  held = { token: session.access_token, user: session.user, until: now + session.expires_in * 1000 };
  tell({ kind: 'token', token: held.token, user: held.user });
}

/// The server wants a second factor first: it has been asked of everybody since this session began.
export function factorNeeded(): void {
  if (held) tell({ kind: 'token', token: held.token, user: { ...held.user, second_factor_due: true } });
}

export function dropSession(): void {
  held = null;
}

const isSession = (data: Partial<Session> | null): data is Session =>
  typeof data?.access_token === 'string' && typeof data.user?.id === 'string';

async function refresh(): Promise<Access> {
  const answer = await call<Session>({ method: 'POST', path: '/api/session/refresh' });
  if (answer.ok) {
    // JSON, but not from our server: a portal may speak JSON as well.
    if (!isSession(answer.data)) return { kind: 'unreachable' };
    if (owner && answer.data.user.id !== owner) {
      // Nothing of the one may go out under the name of the other.
      held = null;
      giveWay?.(answer.data.user);
      return { kind: 'unreachable' };
    }
    holdSession(answer.data);
    return { kind: 'token', token: answer.data.access_token, user: answer.data.user };
  }
  if (answer.kind === 'problem' && answer.status === 401) {
    held = null;
    const { reason } = answer.problem as { reason?: string | null };
    return tell({ kind: 'ended', reason: reason ?? null });
  }
  return { kind: 'unreachable' };
}

/// A usable token. `stale` names a token the server has just refused.
export function access(stale?: string): Promise<Access> {
  if (held && held.token !== stale && held.until - MARGIN_MS > Date.now()) {
    return Promise.resolve({ kind: 'token', token: held.token, user: held.user });
  }
  refreshing ??= navigator.locks.request('vigie-session', refresh).finally(() => {
    refreshing = null;
  });
  return refreshing;
}

/// The token held now, if any: what the server may be about to refuse.
export const heldToken = (): string | undefined => held?.token;
