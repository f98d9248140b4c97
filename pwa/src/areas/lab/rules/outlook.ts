/// What the figures of a replay amount to. Pure.
import type { CoordinatorSummary, Coverage, Judged, Replay, Summary } from '../../../api/lab';

/// Alerts a coordinator can work in a working day, from the field: the budget of each federation.
export const BUDGET = 2;
const DAY_MS = 24 * 3600 * 1000;

export type Week = { week: string; current: number; draft: number; data: boolean };

const countsOf = (summary: Summary) => new Map(summary.per_week.map(({ week, alerts }) => [week, alerts]));
const mondayOf = (day: string) => {
  const date = new Date(`${day.slice(0, 10)}T12:00:00Z`);
  date.setUTCDate(date.getUTCDate() - ((date.getUTCDay() + 6) % 7));
  return date;
};
const key = (date: Date) => date.toISOString().slice(0, 10);

/// Every week of the period asked for. A week in which nothing was rated is one without data, not one without alerts.
export function weeksOf(replay: Replay, days: number): Week[] {
  const { to, weeks } = replay.coverage;
  const [current, draft] = [countsOf(replay.current), countsOf(replay.draft)];
  const rated = new Set(weeks.filter((week) => week.days_with_data > 0).map(({ week }) => week));
  const found: Week[] = [];
  const end = Date.parse(to);
  const at = mondayOf(new Date(end - days * DAY_MS).toISOString());
  for (; at.getTime() <= end; at.setUTCDate(at.getUTCDate() + 7)) {
    const week = key(at);
    const [now, then] = [current.get(week) ?? 0, draft.get(week) ?? 0];
    // Silence makes alerts in a week without a rating, too: these are known.
    found.push({ week, current: now, draft: then, data: rated.has(week) || now + then > 0 });
  }
  return found;
}

export type Cover = 'none' | 'thin' | 'good';
/// Under a half of the done visits rated, or of the days with data, the figures say less than they seem to.
const THIN = 0.5;

export function coverOf(coverage: Coverage, days: number): Cover {
  if (coverage.ratings === 0 || coverage.days_with_data === 0) return 'none';
  const rated = coverage.visits_done === 0 ? 1 : coverage.visits_rated / coverage.visits_done;
  return rated < THIN || coverage.days_with_data < days * THIN ? 'thin' : 'good';
}

export type Effect = { kind: 'more' | 'fewer'; n: number } | { kind: 'same' } | { kind: 'unknown' };

/// Under half an alert a week is no difference one could feel.
export function effectOf(replay: Replay | null): Effect {
  if (!replay || replay.coverage.ratings === 0) return { kind: 'unknown' };
  const more = replay.draft.alerts_per_week - replay.current.alerts_per_week;
  if (Math.abs(more) < 0.5) return { kind: 'same' };
  return { kind: more > 0 ? 'more' : 'fewer', n: Math.max(1, Math.round(Math.abs(more))) };
}

export type Load = { id: string; name: string; current: number; draft: number; over: boolean };

/// Coordinators with what they have and would have, the most loaded first.
export function loadsOf(current: CoordinatorSummary[], draft: CoordinatorSummary[]): Load[] {
  const people = new Map([...current, ...draft].map(({ coordinator }) => [coordinator.id, coordinator.name]));
  const of = (list: CoordinatorSummary[], id: string) => list.find((one) => one.coordinator.id === id);
  return [...people]
    .map(([id, name]) => ({
      id,
      name,
      current: of(current, id)?.alerts_per_working_day ?? 0,
      draft: of(draft, id)?.alerts_per_working_day ?? 0,
      over: of(draft, id)?.over_budget ?? false,
    }))
    .sort((a, b) => b.draft - a.draft || a.name.localeCompare(b.name));
}

export type Line = { id: string; name: string; current: number; draft: number };

export function sectorsOf(current: Summary, draft: Summary): Line[] {
  const names = new Map(
    [...current.per_sector, ...draft.per_sector].map(({ sector }) => [sector.id, sector.name]),
  );
  const of = (summary: Summary, id: string) =>
    summary.per_sector.find((one) => one.sector.id === id)?.alerts_per_week ?? 0;
  return [...names]
    .map(([id, name]) => ({ id, name, current: of(current, id), draft: of(draft, id) }))
    .sort((a, b) => b.draft - a.draft || a.name.localeCompare(b.name));
}

export function byRuleOf(current: Summary, draft: Summary): Line[] {
  const rules = [...new Set([...Object.keys(current.by_rule), ...Object.keys(draft.by_rule)])];
  return rules
    .map((id) => ({ id, name: id, current: current.by_rule[id] ?? 0, draft: draft.by_rule[id] ?? 0 }))
    .sort((a, b) => b.draft - a.draft || a.id.localeCompare(b.id));
}

/// The share of judged alerts that people found useful; null when nobody has judged one.
export function usefulShare({ useful, noise }: Judged): number | null {
  return useful + noise === 0 ? null : useful / (useful + noise);
}
