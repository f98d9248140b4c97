/// What is shown of the accounts, as it stands in the address. Pure.
import { ROLES, STATES } from '../../api/accounts';

export type Filter = { q: string; role: string; sector: string; state: string };

const oneOf = (list: readonly string[], text: string | undefined) =>
  text && list.includes(text) ? text : '';

export const readFilter = (query: Record<string, string>): Filter => ({
  q: query.q ?? '',
  role: oneOf(ROLES, query.role),
  sector: query.secteur ?? '',
  state: oneOf(STATES, query.etat),
});

export function writeFilter({ q, role, sector, state }: Filter): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries({ q, role, secteur: sector, etat: state })) {
    if (value) search.set(name, value);
  }
  const text = search.toString();
  return text ? `?${text}` : '';
}

export const isEmpty = (filter: Filter): boolean => Object.values(filter).every((value) => value === '');
