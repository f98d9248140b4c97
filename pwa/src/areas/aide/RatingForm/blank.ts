/// A rating nobody has begun yet, or a correction that starts from what was answered. Pure.
import type { Visit } from '../../../api/types';
import { visitedAt, withOffset } from '../../../outbox/rating';
import type { Answers, Draft } from '../../../outbox/types';

/// What is rated: a planned visit, a person met by surprise, or an earlier rating to correct.
export type Target = {
  slot: string;
  person: { id: string; name: string };
  visit: Pick<Visit, 'id' | 'ends_at'> | null;
  /// For a correction: the rating it replaces, when that visit was, and what was answered.
  correction: {
    replaces: string | null;
    instead: string | null;
    visited_at: string;
    answers: Answers;
    signs: string[];
  } | null;
};

export function blank(target: Target, now: Date): Omit<Draft, 'id' | 'account'> {
  const { correction, visit } = target;
  return {
    slot: target.slot,
    person: target.person,
    visit_id: visit?.id ?? null,
    visited_at: correction?.visited_at ?? visitedAt(visit, now),
    started_at: withOffset(now),
    replaces: correction?.replaces ?? null,
    instead: correction?.instead ?? null,
    answers: correction?.answers ?? {},
    signs: correction?.signs ?? [],
    note: '',
  };
}
