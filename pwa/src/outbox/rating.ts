/// From taps to what the API takes. Pure.
import { AXES, type Rating, type Score, type Scores, type Visit } from '../api/types';
import type { Answer, Draft } from './types';

/// A visit rated up to this long after its planned end counts as rated on the spot.
const AT_THE_DOOR_MS = 60 * 60 * 1000;

const score = (answer: Answer | undefined): Score | null =>
  answer === undefined || answer === 'unseen' ? null : answer;

/// Local time with its offset, as the contract writes it: the day of a visit is a local fact.
export function withOffset(date: Date): string {
  const offset = -date.getTimezoneOffset();
  const two = (n: number) => String(Math.floor(Math.abs(n))).padStart(2, '0');
  const local = new Date(date.getTime() + offset * 60_000).toISOString().slice(0, 19);
  return `${local}${offset < 0 ? '-' : '+'}${two(offset / 60)}:${two(offset % 60)}`;
}

/// When the visit took place: now, unless a planned visit is rated long after its end.
export function visitedAt(visit: Pick<Visit, 'ends_at'> | null, now: Date): string {
  if (visit && now.getTime() > Date.parse(visit.ends_at) + AT_THE_DOOR_MS) return visit.ends_at;
  return withOffset(now);
}

const localDay = (date: Date) => withOffset(date).slice(0, 10);

/// Begun on another day and never saved. Whose visit such a draft is only the aide knows, where no plan names it: she is asked.
export const ofAnotherDay = ({ slot, started_at }: Pick<Draft, 'slot' | 'started_at'>, now: Date): boolean =>
  slot.startsWith('person:') && started_at.slice(0, 10) !== localDay(now);

/// The draft as it is saved: a visit that nobody planned takes place when it is saved, on the day on which it was begun.
export function atSaving(draft: Draft, now: Date): Draft {
  if (!draft.slot.startsWith('person:') || ofAnotherDay(draft, now)) return draft;
  return { ...draft, visited_at: withOffset(now) };
}

export function toScores(draft: Pick<Draft, 'answers'>): Scores {
  const scores: Scores = { intervention: null, health: null, mood: null, form: null };
  for (const axis of AXES) scores[axis] = score(draft.answers[axis]);
  return scores;
}

/// At least one score or one sign: an empty rating says nothing.
export function sayable(draft: Pick<Draft, 'answers' | 'signs'>): boolean {
  return draft.signs.length > 0 || AXES.some((axis) => score(draft.answers[axis]) !== null);
}

export function toRating(draft: Draft): Rating {
  const note = draft.note.trim();
  return {
    id: draft.id,
    person_id: draft.person.id,
    aide_id: draft.account,
    visit_id: draft.visit_id,
    visited_at: draft.visited_at,
    scores: toScores(draft),
    signs: [...draft.signs].sort(),
    note: note === '' ? null : note,
    ...(draft.replaces ? { replaces: draft.replaces } : {}),
  };
}
