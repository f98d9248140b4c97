/// The filters live in the address, so that a view can be bookmarked, shared and gone back to. Pure.
import type { AlertItem } from '../../api/types';

export const FILTERS = ['state', 'severity', 'sector_id', 'owner'] as const;
export type FilterName = (typeof FILTERS)[number];
export type Filter = Partial<Record<FilterName, string>>;

export function readFilter(query: Record<string, string>): Filter {
  const filter: Filter = {};
  for (const name of FILTERS) if (query[name]) filter[name] = query[name];
  return filter;
}

export function writeFilter(filter: Filter): string {
  const search = new URLSearchParams();
  for (const name of FILTERS) if (filter[name]) search.set(name, filter[name]);
  const text = search.toString();
  return text ? `?${text}` : '';
}

/// Whether the server would list this item under the filter: without a state, the three open ones.
export function fits(item: AlertItem, filter: Filter, myId: string): boolean {
  if (filter.state ? item.state !== filter.state : item.state === 'closed') return false;
  if (filter.severity && item.severity !== filter.severity) return false;
  if (filter.sector_id && item.person.sector_id !== filter.sector_id) return false;
  if (filter.owner === 'me') return item.owner?.id === myId;
  if (filter.owner === 'none') return item.owner === null;
  return !filter.owner || item.owner?.id === filter.owner;
}
