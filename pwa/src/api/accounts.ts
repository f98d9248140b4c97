/// Accounts, invitations, sectors, and what waits after a lost phone: shapes and calls of `areas/accounts`.
import { authorised, query } from './authorised';
import type { OwnSession } from './security';
import type { Locale, Named, Role, Scores } from './types';

export const ROLES = [
  'aide',
  'sector_referent',
  'coordinator',
  'administrator',
] as const satisfies readonly Role[];
export const STATES = ['invited', 'active', 'disabled'] as const;
export type AccountState = (typeof STATES)[number];

export type Account = {
  id: string;
  version: number;
  role: Role;
  login: string;
  name: string;
  locale: string;
  /// The planning software's key, if the account came from a file.
  ref: string | null;
  email: string | null;
  phone: string | null;
  sector_ids: string[];
  state: AccountState;
  has_password: boolean;
  second_factor: 'none' | 'totp' | 'passkey';
  /// Since when an identity at the provider opens it.
  identity_linked_at: string | null;
  /// Live ones.
  sessions: number;
  last_seen_at: string | null;
  /// An unused link ends then.
  invited_until: string | null;
  disabled_at: string | null;
  created_at: string;
};

export type AccountBody = {
  name: string;
  /// `null` on a new account: made from the name.
  login: string | null;
  sector_ids: string[];
  locale: Locale;
  email: string | null;
  phone: string | null;
};

/// Said once: the server keeps only what it needs to recognise it.
export type Invitation = { url: string; code: string; login: string; expires_at: string; text: string };

export type AccountEvent = { at: string; actor: Named | null; what: string; detail: string | null };

export type Sector = {
  id: string;
  version: number;
  name: string;
  persons: number;
  aides: number;
  coordinators: number;
  referents: number;
  archived_at: string | null;
};

/// A visit noted on a phone before it was reported lost, handed in afterwards.
export type Held = {
  id: string;
  aide: Named;
  person: Named;
  visited_at: string;
  received_at: string;
  scores: Scores;
  signs: string[];
  note: string | null;
  /// Forgotten then.
  until: string;
};

export type AccountFilter = {
  role?: string;
  sector_id?: string;
  state?: string;
  q?: string;
  cursor?: string;
  limit?: string;
};
type List<T> = { items: T[] };
type Pages<T> = List<T> & { next_cursor: string | null };

const of = (id: string, verb = '') => `/api/accounts/${id}${verb && `/${verb}`}`;
const versioned = (verb: string) => (id: string, version: number) =>
  authorised<Account>('POST', of(id, verb), { version });

export const accountsApi = {
  list: (filter: AccountFilter) => authorised<Pages<Account>>('GET', `/api/accounts${query(filter)}`),
  read: (id: string) => authorised<Account>('GET', of(id)),
  add: (role: Role, body: AccountBody) => authorised<Account>('POST', '/api/accounts', { role, ...body }),
  change: (id: string, version: number, body: AccountBody) =>
    authorised<Account>('PUT', of(id), { version, ...body }),
  invite: (id: string) => authorised<Invitation>('POST', of(id, 'invite')),
  lostPhone: versioned('lost-phone'),
  disable: versioned('disable'),
  enable: versioned('enable'),
  history: (id: string) => authorised<List<AccountEvent>>('GET', of(id, 'history')),
  sessions: (id: string) => authorised<List<OwnSession>>('GET', of(id, 'sessions')),
  endSession: (id: string, session: string) => authorised<void>('DELETE', `${of(id, 'sessions')}/${session}`),
  unlinkIdentity: (id: string) => authorised<unknown>('POST', of(id, 'identity/unlink')),
  resetFactor: (id: string) => authorised<unknown>('POST', of(id, 'second-factor/reset')),
  sectors: () => authorised<List<Sector>>('GET', '/api/sectors'),
  addSector: (name: string) => authorised<Sector>('POST', '/api/sectors', { name }),
  renameSector: (id: string, version: number, name: string) =>
    authorised<Sector>('PUT', `/api/sectors/${id}`, { version, name }),
  archiveSector: (id: string, version: number) =>
    authorised<Sector>('POST', `/api/sectors/${id}/archive`, { version }),
  restoreSector: (id: string, version: number) =>
    authorised<Sector>('POST', `/api/sectors/${id}/restore`, { version }),
  movePersons: (id: string, to: string) =>
    authorised<Sector>('POST', `/api/sectors/${id}/move-persons`, { to }),
  held: () => authorised<List<Held>>('GET', '/api/quarantine'),
  accept: (id: string) => authorised<unknown>('POST', `/api/quarantine/${id}/accept`),
  discard: (id: string, reason: string) =>
    authorised<unknown>('POST', `/api/quarantine/${id}/discard`, { reason }),
};
