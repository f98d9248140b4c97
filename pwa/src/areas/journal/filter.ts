/// The filters of the access log in the address: ids only, since names stay out of the browser's history. Pure.
import type { Access } from '../../api/journal';

export type Filter = { from: string; to: string; user: string; person: string };

export function readFilter(query: Record<string, string>, first: { from: string; to: string }): Filter {
  return {
    from: query.du || first.from,
    to: query.au || first.to,
    user: query.utilisateur ?? '',
    person: query.personne ?? '',
  };
}

export function writeFilter({ from, to, user, person }: Filter): string {
  const search = new URLSearchParams({ du: from, au: to });
  if (user) search.set('utilisateur', user);
  if (person) search.set('personne', person);
  return `?${search}`;
}

/// Who the filters are about: what was loaded says so.
export const nameIn = (items: Access[], who: 'user' | 'person', id: string): string | undefined =>
  items.find((access) => access[who].id === id)?.[who].name;
