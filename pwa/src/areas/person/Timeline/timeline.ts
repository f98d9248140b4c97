/// The timeline as data: which kinds belong together, and what an entry's data adds to its kind. The data is read with
/// care: what is unknown stays unsaid. Pure but for the words.
import type { FileEntry, FileKind } from '../../../api/file';
import { t, wordOr } from '../../../i18n';
import { atHour, day, pastDay } from '../../../i18n/dates';
import { actionName } from '../../work/catalogue';
import { signName } from '../../work/signs';

export const GROUPS = {
  all: null,
  ratings: ['rating'],
  alerts: ['alert_opened', 'alert_closed', 'need'],
  work: ['action', 'note', 'dac'],
  promises: ['follow_up', 'watch', 'caseload'],
  life: ['absence', 'consent'],
} as const satisfies Record<string, readonly FileKind[] | null>;
export type Group = keyof typeof GROUPS;

export function inGroup(entries: FileEntry[], group: Group): FileEntry[] {
  const kinds: readonly FileKind[] | null = GROUPS[group];
  return kinds ? entries.filter((entry) => kinds.includes(entry.kind)) : entries;
}

/// So many entries of a group are looked for before one has to ask again.
export const ENOUGH = 15;
/// The server's largest page.
export const PAGE = 100;
/// A group may be rare: no more than so many pages are read for one press.
export const MOST_PAGES = 5;

export type Read = { items: FileEntry[]; next: string | null };
type Ask = (before: string | undefined) => Promise<Read | null>;

/// Reads on until there is enough of the group to show, the end, or a page that does not come (null).
export async function readOn(from: Read | null, group: Group, ask: Ask): Promise<Read | null> {
  let now = from;
  const shown = from ? inGroup(from.items, group).length : 0;
  for (let page = 0; page < MOST_PAGES; page++) {
    const more = await ask(now?.next ?? undefined);
    if (!more) return null;
    now = { items: [...(now?.items ?? []), ...more.items], next: more.next };
    if (!now.next || inGroup(now.items, group).length >= shown + ENOUGH) break;
  }
  return now;
}

/// The newest entries asked for again after a change, before those that were read further back.
export function renewed(read: Read, fresh: Read): Read {
  const oldest = fresh.items.at(-1)?.at;
  const further = oldest === undefined ? [] : read.items.filter((entry) => entry.at < oldest);
  return {
    items: [...fresh.items, ...further],
    next: further.length > 0 ? read.next : fresh.next,
  };
}

const isText = (value: unknown): value is string => typeof value === 'string' && value !== '';
const word = (prefix: string, value: unknown) => (isText(value) ? wordOr(prefix, value) : null);
const dayOf = (value: unknown) => (isText(value) ? pastDay(atHour(value.slice(0, 10), 12)) : null);

const AXES = ['intervention', 'health', 'mood', 'form'] as const;

function ratingWords(data: Record<string, unknown>): (string | null)[] {
  const scores = (data.scores ?? data) as Record<string, unknown>;
  const signs = Array.isArray(data.signs) ? data.signs.filter(isText).map(signName) : [];
  return [
    ...AXES.map((axis) => (typeof scores[axis] === 'number' ? `${t(`axis.${axis}`)} ${scores[axis]}` : null)),
    ...signs,
  ];
}

function absenceWords({ kind, from_day, to_day }: Record<string, unknown>): (string | null)[] {
  const [from, to] = [dayOf(from_day), dayOf(to_day)];
  const where = word('absence.kind', kind);
  if (!where || !from) return [where];
  return [to ? t('absence.between', { kind: where, from, to }) : t('absence.since', { kind: where, from })];
}

/// A note or an action that was taken back: its line stays, its words do not.
export const takenBack = ({ data }: FileEntry): boolean => data.retracted === true;

/// What the entry's data adds to its kind.
export function details({ kind, data }: FileEntry): string {
  const parts: Record<FileKind, () => (string | null)[]> = {
    rating: () => ratingWords(data),
    alert_opened: () => [
      word('severity', data.severity),
      data.reopened === true ? t('person.reopened') : null,
    ],
    alert_closed: () => [word('work.outcome', data.outcome)],
    action: () => [
      isText(data.action) ? actionName(data.action) : null,
      word('work.contact', data.contact),
      word('work.agreement', data.agreement),
    ],
    note: () => [],
    absence: () => absenceWords(data),
    consent: () => [
      word('work.consent', data.coordination),
      isText(data.given_by) ? data.given_by : null,
      isText(data.given_by) ? word('person.as', data.given_as) : null,
    ],
    dac: () => [word('person.dac', data.step ?? data.state)],
    need: () => [word('person.askedBy', data.asked_by)],
    follow_up: () => [
      word('plan.kind', data.kind),
      word('person.what', data.what),
      word('plan.result', data.result),
      isText(data.due_on) && !isText(data.result) ? day(atHour(data.due_on, 12)) : null,
    ],
    watch: () => [word('person.what', data.what), word('plan.cadence', data.to ?? data.cadence)],
    caseload: () => [word('person.what', data.what), word('plan.caseState', data.state)],
  };
  return (parts[kind]?.() ?? []).filter(Boolean).join(' · ');
}
