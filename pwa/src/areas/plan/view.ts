/// The planner as data: what the address asks for, and how follow-ups fall into days. Pure; `store.ts` feeds it.
import type { Day, FollowUp, FollowUpFilter } from '../../api/follow';
import { addDays, isDay, isWeekend, mondayOf } from './days';

export type View = {
  mode: 'day' | 'week';
  /// The Monday of the week on screen; null is the present one.
  from: Day | null;
  /// `me`, `all`, or a colleague's id.
  owner: string;
  sector_id: string;
};

export const OWN: View = { mode: 'day', from: null, owner: 'me', sector_id: '' };

/// A coordinator begins with their own; a referent with everybody's, since what has no owner is theirs as well.
export const usualOwner = (role: string | undefined) => (role === 'coordinator' ? 'me' : 'all');

export function readView(query: Record<string, string>, role: string | undefined): View {
  return {
    mode: query.view === 'week' ? 'week' : 'day',
    from: isDay(query.from) ? mondayOf(query.from) : null,
    owner: query.owner || usualOwner(role),
    sector_id: query.sector_id ?? '',
  };
}

/// What is as usual stays out of the address.
export function writeView(view: View, role: string | undefined): string {
  const search = new URLSearchParams();
  if (view.mode === 'week') search.set('view', 'week');
  if (view.mode === 'week' && view.from) search.set('from', view.from);
  if (view.owner !== usualOwner(role)) search.set('owner', view.owner);
  if (view.sector_id) search.set('sector_id', view.sector_id);
  const text = search.toString();
  return text ? `?${text}` : '';
}

export const weekOf = (view: View, today: Day): Day => view.from ?? mondayOf(today);

const who = ({ owner, sector_id }: View): FollowUpFilter => ({
  ...(owner === 'all' ? {} : { owner }),
  ...(sector_id ? { sector_id } : {}),
});

/// As much as one answer brings; the rest comes when asked for.
const PAGE = '100';

/// The questions a view asks: what is open and, by week, also what was done in it. The present week also shows what is
/// late from before.
export function questions(view: View, today: Day): FollowUpFilter[] {
  if (view.mode === 'day') return [{ ...who(view), limit: PAGE }];
  const monday = weekOf(view, today);
  // Both bounds are days that are not asked for.
  const after = { due_after: addDays(monday, -1) };
  const within = { ...who(view), due_before: addDays(monday, 7), limit: PAGE };
  return [
    monday === mondayOf(today) ? within : { ...within, ...after },
    { ...within, ...after, state: 'done' },
  ];
}

export const isLate = (item: FollowUp, today: Day) => item.state === 'open' && item.due_on < today;

const byTime = (a: FollowUp, b: FollowUp) =>
  a.due_at.localeCompare(b.due_at) || a.person.name.localeCompare(b.person.name) || a.id.localeCompare(b.id);

/// `day` null holds what is late.
export type Group = { day: Day | null; items: FollowUp[] };

/// By day, late first. A follow-up that was just done stays where it was until the next load.
export function groups(items: FollowUp[], today: Day): Group[] {
  const late = items.filter((item) => item.due_on < today).sort(byTime);
  const found: Group[] = late.length > 0 ? [{ day: null, items: late }] : [];
  const rest = items.filter((item) => item.due_on >= today);
  for (const day of [...new Set(rest.map((item) => item.due_on))].sort()) {
    found.push({ day, items: rest.filter((item) => item.due_on === day).sort(byTime) });
  }
  return found;
}

export type Column = { day: Day; items: FollowUp[] };

/// The columns of a week: Monday to Friday, and a day of the weekend only when it holds something.
export function columns(items: FollowUp[], monday: Day, today: Day): Column[] {
  const days = Array.from({ length: 7 }, (_, n) => addDays(monday, n));
  return days
    .map((day) => ({
      day,
      items: items.filter((item) => item.due_on === day && !isLate(item, today)).sort(byTime),
    }))
    .filter(({ day, items }) => items.length > 0 || !isWeekend(day));
}

/// One follow-up as it is now. An older version, late on the wire, changes nothing.
export function adopt(items: FollowUp[], after: FollowUp): FollowUp[] {
  const known = items.find((item) => item.id === after.id);
  if (!known) return [...items, after];
  if (known.version > after.version) return items;
  return items.map((item) => (item.id === after.id ? after : item));
}

/// Pages read one after the other may overlap when something moved in between.
export const merge = (items: FollowUp[], more: FollowUp[]): FollowUp[] => more.reduce(adopt, items);
