/// What became of a visit of the list. Pure.
import type { Visit } from '../../api/types';
import type { Entry } from '../../outbox/types';

/// `refused`: it was rated here and the server would not have it, so nobody knows of it yet.
export type Standing = 'open' | 'rated' | 'refused';

export function standingOf(visit: Pick<Visit, 'id' | 'rating_id'>, entries: readonly Entry[]): Standing {
  if (visit.rating_id !== null) return 'rated';
  const mine = entries.filter(({ rating, state }) => rating.visit_id === visit.id && state !== 'withdrawn');
  if (mine.length === 0) return 'open';
  return mine.every(({ state }) => state === 'rejected') ? 'refused' : 'rated';
}
