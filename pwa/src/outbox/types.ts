/// What the phone keeps of a rating before the server has it.
///
/// Life of an entry: a draft (every tap is written) becomes `waiting` when saved, `sending` while a request
/// is open, then `acknowledged` once the server repeats its id. `auth` waits for a new sign-in, `rejected`
/// was refused by the server and is kept for a human, `withdrawn` was refused and then corrected: the correction
/// goes in its place. Nothing here is ever dropped before `acknowledged`.
import type { Axis, Problem, Rating, Score } from '../api/types';

/// Entries carry the number of the shape they were written in; the server accepts the last two.
export const SCHEMA = 1;

/// `unseen` is an answer too: the aide says she could not see it. It is sent as null.
export type Answer = Score | 'unseen';
export type Answers = Partial<Record<Axis, Answer>>;

export type Draft = {
  /// Whose outbox: ratings are never re-attributed to another account on the same phone.
  account: string;
  /// What is being rated: `visit:<id>`, `person:<id>` or `rating:<id>` for a correction.
  slot: string;
  /// The id of the rating to be, made at the first tap.
  id: string;
  person: { id: string; name: string };
  visit_id: string | null;
  /// For a visit that nobody planned: until it is saved, when it was begun (`atSaving`).
  visited_at: string;
  started_at: string;
  replaces: string | null;
  /// The refused entry this one takes the place of: that one will not be sent any more.
  instead?: string | null;
  answers: Answers;
  signs: string[];
  note: string;
};

export type EntryState = 'waiting' | 'sending' | 'acknowledged' | 'auth' | 'rejected' | 'withdrawn';
export type Entry = {
  id: string;
  schema: number;
  account: string;
  state: EntryState;
  rating: Rating;
  person_name: string;
  /// By the phone's clock, which may be wrong: for people, never for the order.
  saved_at: string;
  /// The order in which an account's entries were saved. Absent in entries of older versions: they come first.
  seq?: number;
  attempts: number;
  acknowledged_at: string | null;
  marked: 'future' | 'too_old' | null;
  problem: Problem | null;
  /// What was refused: this rating by itself, so the server does not have it; or a whole request, so it may.
  refused?: 'rating' | 'request';
  /// The aide has read why it was refused: it stays in the list, but no longer colours the chip.
  seen: boolean;
  /// A word was written. The word itself leaves the phone once the server has it.
  had_note: boolean;
};

/// States that still have to reach the server.
export const unsent = (entry: Entry) =>
  entry.state === 'waiting' || entry.state === 'sending' || entry.state === 'auth';

/// Nothing more will come of it.
export const settled = (entry: Entry) => entry.state === 'acknowledged' || entry.state === 'withdrawn';

/// What can go out now, of all entries of an account. A correction waits until it is known what became of the rating it
/// replaces: should that one be refused, the correction replaces what came before it (`store.ts`).
export function ready(all: readonly Entry[]): Entry[] {
  const undecided = (entry: Entry) =>
    unsent(entry) || (entry.state === 'rejected' && entry.refused !== 'rating');
  const open = new Set(all.filter(undecided).map((entry) => entry.id));
  return all.filter((entry) => unsent(entry) && !open.has(entry.rating.replaces ?? ''));
}

/// The correction of an entry, if there is one on the phone.
export const replacedBy = (entry: Entry, all: Entry[]): Entry | undefined =>
  all.find((other) => other.rating.replaces === entry.id);
