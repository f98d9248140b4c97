/// A cover being written: what is missing before the server is asked, and what is sent. Pure.
import type { Cover, CoverKind, NewCover } from '../../api/cover';
import { atLocal, dayKeyPlus, localText } from '../../i18n/dates';

/// `scope`: '' is all sectors of the absent one, 'person', or the id of a sector.
export type Draft = {
  kind: CoverKind;
  absent: string;
  cover: string;
  scope: string;
  person: string;
  from: string;
  to: string;
  reason: string;
};

/// A cover begins with the next working morning's desk and gives back in the morning.
const MORNING = '08:00';

export function newDraft(me: string | null, now: Date): Draft {
  return {
    kind: 'replace',
    absent: me ?? '',
    cover: '',
    scope: '',
    person: '',
    from: `${dayKeyPlus(now, 1)}T${MORNING}`,
    to: `${dayKeyPlus(now, 2)}T${MORNING}`,
    reason: '',
  };
}

/// A day on which a sector has nobody, as a draft that fills it.
export function draftForGap(sector: string, day: string): Draft {
  return {
    kind: 'add',
    absent: '',
    cover: '',
    scope: sector,
    person: '',
    from: `${day}T${MORNING}`,
    to: `${nextDay(day)}T${MORNING}`,
    reason: '',
  };
}

/// An absence nobody fills yet, as a draft that fills what is left of it.
export function draftForAbsence({ absent, sector, from, to }: Cover, now: Date): Draft {
  return {
    kind: 'replace',
    absent: absent?.id ?? '',
    cover: '',
    scope: sector?.id ?? '',
    person: '',
    from: localText(Date.parse(from) > now.getTime() ? from : now),
    to: localText(to),
    reason: '',
  };
}

const nextDay = (day: string) => {
  const noon = new Date(`${day}T12:00:00Z`);
  noon.setUTCDate(noon.getUTCDate() + 1);
  return noon.toISOString().slice(0, 10);
};

export type Mistake = 'absent' | 'cover' | 'scope' | 'times' | 'order' | 'past' | 'same';

export function mistakeIn(draft: Draft, now: Date): Mistake | null {
  const { kind, absent, cover, scope, person, from, to } = draft;
  if (kind !== 'add' && !absent) return 'absent';
  if (kind !== 'remove' && !cover) return 'cover';
  if (kind === 'replace' && absent === cover) return 'same';
  if (scope === 'person' ? !person : kind === 'add' && !scope) return 'scope';
  if (!from || !to) return 'times';
  if (to <= from) return 'order';
  return to <= localText(now) ? 'past' : null;
}

export function bodyOf({ kind, absent, cover, scope, person, from, to, reason }: Draft): NewCover {
  return {
    kind,
    ...(kind === 'add' ? {} : { absent_id: absent }),
    ...(kind === 'remove' ? {} : { cover_id: cover }),
    ...(scope === 'person' ? { person_id: person } : scope ? { sector_id: scope } : {}),
    from: atLocal(from).toISOString(),
    to: atLocal(to).toISOString(),
    ...(reason.trim() ? { reason: reason.trim() } : {}),
  };
}

/// The newest first among those that are over; the others in the order in which they begin.
export function grouped(covers: Cover[]): Record<Cover['state'], Cover[]> {
  const of = (state: Cover['state']) => covers.filter((cover) => cover.state === state);
  const begin = (cover: Cover) => Date.parse(cover.from);
  return {
    running: of('running').sort((a, b) => Date.parse(a.to) - Date.parse(b.to)),
    future: of('future').sort((a, b) => begin(a) - begin(b)),
    ended: of('ended').sort((a, b) => begin(b) - begin(a)),
  };
}

/// A calendar says what it is in its first line; anything else is a table.
export const formatOf = (text: string): 'ics' | 'csv' =>
  /^\s*BEGIN:VCALENDAR/i.test(text.replace(/^\uFEFF/, '')) ? 'ics' : 'csv';
