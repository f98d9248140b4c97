/// An account as its form holds it, and what the server finds wrong with it. Pure.
import type { Account, AccountBody } from '../../api/accounts';
import type { Failure } from '../../api/problem';
import type { Locale, Role } from '../../api/types';

export type Draft = {
  role: Role;
  name: string;
  login: string;
  email: string;
  phone: string;
  locale: Locale;
  sector_ids: string[];
};
export type Mistakes = Record<string, string>;

export const draftOf = (account: Account): Draft => ({
  role: account.role,
  name: account.name,
  login: account.login,
  email: account.email ?? '',
  phone: account.phone ?? '',
  locale: account.locale === 'en' ? 'en' : 'fr',
  sector_ids: account.sector_ids,
});

/// A sector that is the only one is chosen already.
export const newDraft = (role: Role, sectors: { id: string }[]): Draft => ({
  role,
  name: '',
  login: '',
  email: '',
  phone: '',
  locale: 'fr',
  sector_ids: sectors.length === 1 ? sectors.map(({ id }) => id) : [],
});

export const bodyOf = (draft: Draft): AccountBody => ({
  name: draft.name.trim(),
  login: draft.login.trim() || null,
  sector_ids: draft.sector_ids,
  locale: draft.locale,
  email: draft.email.trim() || null,
  phone: draft.phone.trim() || null,
});

/// Everybody but the administrator works somewhere.
export const needsSector = (role: Role): boolean => role !== 'administrator';

/// The server's mistakes by field: `/phone` belongs to `phone`, `/sector_ids/0` to `sector_ids`.
export const mistakesOf = (failure: Failure): Mistakes =>
  failure.kind === 'problem'
    ? Object.fromEntries((failure.problem.errors ?? []).map((one) => [one.pointer.split('/')[1], one.detail]))
    : {};
