/// Until midnight an aide may correct what she saved that day, unless she already did. Pure.
import { dayKey } from '../../i18n/dates';
import type { Entry } from '../../outbox/types';

export const replacedBy = (entry: Entry, all: Entry[]): Entry | undefined =>
  all.find((other) => other.rating.replaces === entry.id);

export function correctable(entry: Entry, all: Entry[], now: Date): boolean {
  return dayKey(entry.saved_at) === dayKey(now) && !replacedBy(entry, all);
}
