/// Accounts, invitations, sectors, and what waits after a lost phone: shapes and calls of `areas/accounts`.
import { authorised, query } from './authorised';
import type { OwnSession } from './security';
import type { Locale, Narrow, Role, S, Scores } from './types';

export const ROLES = [
  'aide',
  'sector_referent',
  'coordinator',
  'administrator',
] as const satisfies readonly Role[];
export const STATES = ['invited', 'active', 'disabled'] as const satisfies readonly S['AccountState'][];
export type AccountState = S['AccountState'];

export type Account = S['Account'];
/// What the form always says; `login` null on a new account: made from the name.
export type AccountBody = Required<Narrow<Omit<S['NewAccount'], 'role'>, { locale: Locale }>>;
/// Said once: the server keeps only what it needs to recognise it.
export type Invitation = S['AccountInvitation'];
export type AccountEvent = S['AccountEventView'];
export type Sector = S['SectorCounted'];
/// A visit noted on a phone before it was reported lost, handed in afterwards.
export type Held = Narrow<S['QuarantineEntry'], { scores: Scores }>;

export type AccountFilter = {
  role?: string;
  sector_id?: string;
  state?: string;
  q?: string;
  cursor?: string;
  limit?: string;
};
type List<T> = { items: T[] };

const of = (id: string, verb = '') => `/api/accounts/${id}${verb && `/${verb}`}`;
const versioned = (verb: string) => (id: string, version: number) =>
  authorised<Account>('POST', of(id, verb), { version });

export const accountsApi = {
  list: (filter: AccountFilter) => authorised<S['Accounts']>('GET', `/api/accounts${query(filter)}`),
  read: (id: string) => authorised<Account>('GET', of(id)),
  add: (role: Role, body: AccountBody) => authorised<Account>('POST', '/api/accounts', { role, ...body }),
  change: (id: string, version: number, body: AccountBody) =>
    authorised<Account>('PUT', of(id), { version, ...body }),
  invite: (id: string) => authorised<Invitation>('POST', of(id, 'invite')),
  lostPhone: versioned('lost-phone'),
  disable: versioned('disable'),
  enable: versioned('enable'),
  history: (id: string) => authorised<S['AccountHistory']>('GET', of(id, 'history')),
  sessions: (id: string) => authorised<List<OwnSession>>('GET', of(id, 'sessions')),
  endSession: (id: string, session: string) => authorised<void>('DELETE', `${of(id, 'sessions')}/${session}`),
  unlinkIdentity: (id: string) => authorised<unknown>('POST', of(id, 'identity/unlink')),
  resetFactor: (id: string) => authorised<unknown>('POST', of(id, 'second-factor/reset')),
  sectors: () => authorised<S['Sectors']>('GET', '/api/sectors'),
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
