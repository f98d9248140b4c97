/// What an aide may correct: until midnight what she saved that day, unless she already did. Pure.
import { dayKey } from '../../i18n/dates';
import { type Entry, replacedBy } from '../../outbox/types';

export function correctable(entry: Entry, all: Entry[], now: Date): boolean {
  switch (entry.state) {
    case 'withdrawn':
      return false;
    // Refused for what is in it: no day is too late. Refused with a whole request, it may have arrived after all: a correction
    // beside it would count twice, so it can only be sent again.
    case 'rejected':
      return entry.refused === 'rating' && !replacedBy(entry, all);
    default:
      return dayKey(entry.saved_at) === dayKey(now) && !replacedBy(entry, all);
  }
}
