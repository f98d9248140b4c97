/// What a correction starts from: the same visit, the same answers, and the name of the rating it replaces. Pure.
import { AXES } from '../../api/types';
import type { Answers, Entry } from '../../outbox/types';
import type { Target } from './RatingForm/blank';

export function correctionOf(entry: Entry): Target {
  const answers: Answers = {};
  for (const axis of AXES) {
    const score = entry.rating.scores[axis];
    if (score !== null) answers[axis] = score;
  }
  return {
    slot: `rating:${entry.id}`,
    person: { id: entry.rating.person_id, name: entry.person_name },
    visit: entry.rating.visit_id ? { id: entry.rating.visit_id, ends_at: entry.rating.visited_at } : null,
    correction: {
      // The server never took a refused rating: there is nothing there to replace, but what that one replaced itself.
      replaces: entry.state === 'rejected' ? (entry.rating.replaces ?? null) : entry.id,
      instead: entry.state === 'rejected' ? entry.id : null,
      visited_at: entry.rating.visited_at,
      answers,
      signs: entry.rating.signs,
    },
  };
}
