/// Which visit comes first. Pure.
import type { Visit } from '../../api/types';
import { dayKey, dayKeyPlus } from '../../i18n/dates';

/// A visit counts as the current one from a little before it starts until a while after it ends.
const BEFORE_MS = 20 * 60_000;
const AFTER_MS = 60 * 60_000;

export type Day = { day: string; visits: Visit[] };
export type Plan = {
  /// Opens with its rating form.
  current: Visit | null;
  /// Shown first, as a row, when there is no current one.
  next: Visit | null;
  /// Everything else: today, then yesterday, then tomorrow.
  days: Day[];
};

const start = (visit: Visit) => Date.parse(visit.starts_at);
const end = (visit: Visit) => Date.parse(visit.ends_at);

export function plan(all: Visit[], rated: (visit: Visit) => boolean, now: Date): Plan {
  const at = now.getTime();
  const sorted = [...all].sort((a, b) => start(a) - start(b));
  const open = sorted.filter((visit) => visit.status !== 'cancelled' && !rated(visit));
  const running = open.filter((visit) => start(visit) - BEFORE_MS <= at && at <= end(visit) + AFTER_MS);
  // Of two that overlap, the one already begun that has waited longest.
  const current = running[0] ?? null;
  const today = dayKey(now);
  const next = current
    ? null
    : (open.find((visit) => start(visit) > at && dayKey(visit.starts_at) === today) ?? null);
  const days = [today, dayKeyPlus(now, -1), dayKeyPlus(now, 1)]
    .map((day) => ({
      day,
      visits: sorted.filter(
        (visit) => dayKey(visit.starts_at) === day && visit.id !== current?.id && visit.id !== next?.id,
      ),
    }))
    .filter((group) => group.visits.length > 0);
  return { current, next, days };
}
