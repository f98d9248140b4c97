/// An absence in days: what the form refuses before the server does, and where today lies. Pure.
import type { Absence } from '../../../api/types';

export type Mistake = { field: 'from' | 'to'; word: 'away.missing' | 'away.order' };

/// Days are ISO dates; text in this form compares as dates do.
export function mistakeIn(from: string, to: string): Mistake | null {
  if (!from) return { field: 'from', word: 'away.missing' };
  return to && to < from ? { field: 'to', word: 'away.order' } : null;
}

export type When = 'now' | 'coming' | 'past';

export function whenIs({ from_day, to_day }: Pick<Absence, 'from_day' | 'to_day'>, today: string): When {
  if (from_day > today) return 'coming';
  return to_day !== null && to_day < today ? 'past' : 'now';
}
