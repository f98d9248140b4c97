/// The filters live in the address, so that a view can be bookmarked, shared, saved and gone back to. Pure.
/// To add one: its name here, what the server is asked (`asked`), whether an item on the wire fits (`fits`), a control in
/// `Queue/Filters.tsx`.
import type { AlertItem } from '../../api/types';
import { dayKey, dayKeyPlus } from '../../i18n/dates';
import { matches } from '../../ui/search';

export const FILTERS = [
  'scope',
  'state',
  'severity',
  'axis',
  'family',
  'age',
  'sector_id',
  'owner',
  'overdue',
  'q',
] as const;
export type FilterName = (typeof FILTERS)[number];
export type Filter = Partial<Record<FilterName, string>>;

/// Ages are told from today, so that a saved view stays true: opened in the last days, or before them.
export const AGES = ['today', 'days3', 'week', 'over_week', 'over_month'] as const;
export type Age = (typeof AGES)[number];
const SINCE: Partial<Record<string, number>> = { today: 0, days3: -2, week: -6 };
const UNTIL: Partial<Record<string, number>> = { over_week: -7, over_month: -30 };

/// First and last day of opening under an age.
export function openedBetween(age: string | undefined, now: Date): { after?: string; before?: string } {
  const since = SINCE[age ?? ''];
  const until = UNTIL[age ?? ''];
  return {
    ...(since === undefined ? {} : { after: dayKeyPlus(now, since) }),
    ...(until === undefined ? {} : { before: dayKeyPlus(now, until) }),
  };
}

export function readFilter(query: Record<string, string>): Filter {
  const filter: Filter = {};
  for (const name of FILTERS) if (query[name]) filter[name] = query[name];
  return filter;
}

/// Always in the same order: two filters are the same when their texts are.
export function writeFilter(filter: Filter): string {
  const search = new URLSearchParams();
  for (const name of FILTERS) if (filter[name]) search.set(name, filter[name]);
  const text = search.toString();
  return text ? `?${text}` : '';
}

/// What the server is asked for.
export function asked(filter: Filter, now: Date): Record<string, string | undefined> {
  const { age, ...rest } = filter;
  const { after, before } = openedBetween(age, now);
  return { ...rest, opened_after: after, opened_before: before };
}

export type Viewer = { id: string; sector_ids: string[] };

function fitsOwner(item: AlertItem, filter: Filter, viewer: Viewer): boolean {
  if (filter.scope === 'mine' && item.owner?.id !== viewer.id) return false;
  if (filter.scope === 'sectors' && !viewer.sector_ids.includes(item.person.sector_id)) return false;
  if (filter.owner === 'me') return item.owner?.id === viewer.id;
  if (filter.owner === 'none') return item.owner === null;
  return !filter.owner || item.owner?.id === filter.owner;
}

function fitsWhy(item: AlertItem, filter: Filter): boolean {
  if (filter.axis && !item.axes.some((axis) => axis === filter.axis)) return false;
  return !filter.family || item.findings.some((one) => !one.lifted && one.family === filter.family);
}

/// Whether the server would list this item under the filter: without a state, the three open ones.
export function fits(item: AlertItem, filter: Filter, viewer: Viewer, now: Date): boolean {
  if (filter.state ? item.state !== filter.state : item.state === 'closed') return false;
  if (filter.severity && item.severity !== filter.severity) return false;
  if (filter.sector_id && item.person.sector_id !== filter.sector_id) return false;
  if (filter.overdue && !item.overdue) return false;
  if (filter.q && !matches(item.person.name, filter.q)) return false;
  const { after, before } = openedBetween(filter.age, now);
  const opened = after || before ? dayKey(item.opened_at) : '';
  if ((after && opened < after) || (before && opened > before)) return false;
  return fitsOwner(item, filter, viewer) && fitsWhy(item, filter);
}
