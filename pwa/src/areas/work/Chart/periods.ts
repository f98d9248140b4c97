/// Stretches of the eight weeks in which nothing was noted, and those in which nobody expected it. Pure.
import type { AbsenceKind, History } from '../../../api/types';
import { atHour, dayKeyPlus } from '../../../i18n/dates';

const DAY_MS = 24 * 3600 * 1000;
/// A week without a rating is worth showing; a few days are the ordinary rhythm of light plans.
export const GAP_DAYS = 7;

/// Instants in milliseconds, the end excluded.
export type Stretch = { from: number; to: number };
export type Away = Stretch & { id: string; kind: AbsenceKind; endless: boolean };

/// Declared absences, cut to the weeks shown. Days are the federation's, both included.
export function absences(history: History): Away[] {
  const [first, last] = [Date.parse(history.from), Date.parse(history.to)];
  return history.absences
    .map(({ id, kind, from_day, to_day }) => ({
      id,
      kind,
      endless: to_day === null,
      from: Math.max(first, atHour(from_day, 0).getTime()),
      to: Math.min(last, to_day === null ? last : dayAfter(to_day)),
    }))
    .filter((away) => away.to > away.from)
    .sort((a, b) => a.from - b.from);
}

const dayAfter = (day: string) => atHour(dayKeyPlus(atHour(day, 12), 1), 0).getTime();

/// A week or more without a counted rating that no absence explains.
export function gaps(history: History): Stretch[] {
  const noted = history.ratings.filter((rating) => rating.status === 'folded');
  const marks = [
    Date.parse(history.from),
    ...noted.map((rating) => Date.parse(rating.visited_at)),
    Date.parse(history.to),
  ].sort((a, b) => a - b);
  const away = absences(history);
  return marks
    .slice(1)
    .flatMap((to, index) => unexplained({ from: marks[index] ?? to, to }, away))
    .filter((gap) => gap.to - gap.from >= GAP_DAYS * DAY_MS);
}

/// What is left of a stretch once the absences are taken out of it.
function unexplained(whole: Stretch, away: readonly Stretch[]): Stretch[] {
  return away.reduce<Stretch[]>(
    (parts, { from, to }) =>
      parts
        .flatMap((part) => [
          { from: part.from, to: Math.min(part.to, from) },
          { from: Math.max(part.from, to), to: part.to },
        ])
        .filter((part) => part.to > part.from),
    [whole],
  );
}
