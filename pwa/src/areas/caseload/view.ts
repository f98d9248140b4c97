/// The caseload as data: what the address asks for, and in which order one looks at it. Pure.
import type { CaseEntry, FollowUp, Watch } from '../../api/follow';
import { adopt, usualOwner } from '../plan/view';

export type View = {
  part: 'caseload' | 'watch';
  /// `me`, `all`, or a colleague's id.
  owner: string;
};

export const readView = (query: Record<string, string>, role: string | undefined): View => ({
  part: query.view === 'watch' ? 'watch' : 'caseload',
  owner: query.owner || usualOwner(role),
});

export function writeView(view: View, role: string | undefined): string {
  const search = new URLSearchParams();
  if (view.part === 'watch') search.set('view', 'watch');
  if (view.owner !== usualOwner(role)) search.set('owner', view.owner);
  const text = search.toString();
  return text ? `?${text}` : '';
}

export type Parts = { requested: CaseEntry[]; late: CaseEntry[]; others: CaseEntry[] };

const byName = (a: CaseEntry, b: CaseEntry) => a.person.name.localeCompare(b.person.name);
const byContact = (a: CaseEntry, b: CaseEntry) =>
  (a.contact_due_on ?? '9').localeCompare(b.contact_due_on ?? '9') || byName(a, b);

/// What waits for a decision, then whose contact of the month is late, then the others by when it is due. Those that
/// have just ended stay where they are until the next load.
export const partsOf = (entries: CaseEntry[]): Parts => ({
  requested: entries.filter((entry) => entry.state === 'requested').sort(byName),
  late: entries.filter((entry) => entry.state !== 'requested' && entry.contact_late).sort(byContact),
  others: entries.filter((entry) => entry.state !== 'requested' && !entry.contact_late).sort(byContact),
});

/// What comes next first; a watch that waits for nothing stands on top, since something is wrong with it.
export const inOrder = (watches: Watch[]): Watch[] =>
  [...watches].sort(
    (a, b) =>
      (a.next?.due_at ?? '').localeCompare(b.next?.due_at ?? '') ||
      a.person.name.localeCompare(b.person.name),
  );

const newer = <T extends { id: string; version: number }>(all: T[], after: T): T[] =>
  all.map((one) => (one.id === after.id && after.version >= one.version ? after : one));

export const adoptEntry = (entries: CaseEntry[], after: CaseEntry): CaseEntry[] => newer(entries, after);
export const adoptWatch = (watches: Watch[], after: Watch): Watch[] => newer(watches, after);

/// The next follow-up of a watch as it is now.
export const adoptNext = (watches: Watch[], after: FollowUp): Watch[] =>
  watches.map((watch) => {
    if (watch.next?.id !== after.id) return watch;
    const [next] = adopt([watch.next], after);
    return { ...watch, next: next ?? null };
  });
