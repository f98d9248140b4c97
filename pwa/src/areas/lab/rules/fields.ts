/// The guard rails: between which values a number makes sense, in which steps, and its unit. The server's checks are
/// the law; these stand well within them, so that a slider never leads into nonsense.
/// To add a field: one line here, `lab.field.…` and `lab.help.…` in the words. A field without a line is still shown
/// and edited, as a plain number or switch.
import type { RuleSet } from './model';

export type Unit = 'points' | 'days' | 'weeks' | 'minutes' | 'hours' | 'times' | 'spread' | 'share' | 'none';
export type NumberRails = { type: 'number'; min: number; max: number; step: number; unit: Unit };
export type Rails = NumberRails | { type: 'axes' } | { type: 'switch' } | { type: 'words' };

const between = (min: number, max: number, step: number, unit: Unit): NumberRails => ({
  type: 'number',
  min,
  max,
  step,
  unit,
});
const days = (min: number, max: number) => between(min, max, 1, 'days');
const score = between(1, 5, 1, 'none');
const AXES: Rails = { type: 'axes' };
const SWITCH: Rails = { type: 'switch' };

/// By name, wherever the field stands; a kind of rule may say it differently in `KINDS`.
const FIELDS: Record<string, Rails> = {
  axes: AXES,
  under_usual: between(0.1, 4, 0.1, 'points'),
  lowest: score,
  pair_at_most: score,
  pair_under_usual: between(0, 4, 0.1, 'points'),
  level: score,
  count: between(1, 8, 1, 'days'),
  of: between(1, 8, 1, 'days'),
  usual_at_least: between(1, 5, 0.1, 'points'),
  strong_again_days: days(1, 365),
  weak_again_days: days(1, 365),
  weak_under_usual: between(0.1, 4, 0.1, 'points'),
  lambda: between(0.05, 1, 0.01, 'none'),
  limit: between(0.5, 10, 0.1, 'spread'),
  slack: between(0, 3, 0.05, 'spread'),
  recent_weeks: between(1, 12, 1, 'weeks'),
  recent_ratings: between(1, 60, 1, 'times'),
  before_from_week: between(1, 13, 1, 'weeks'),
  before_to_week: between(1, 13, 1, 'weeks'),
  before_ratings: between(1, 60, 1, 'times'),
  under_before: between(0.1, 4, 0.1, 'points'),
  high_under_before: between(0.1, 4, 0.1, 'points'),
  grace_hours: between(0, 168, 1, 'hours'),
  not_done: between(0, 100, 1, 'times'),
  not_rated: between(0, 100, 1, 'times'),
  stopped_days: days(1, 365),
  stopped_gaps: between(0, 10, 0.5, 'times'),
  none_planned_days: days(1, 365),
  hours_weeks: between(1, 12, 1, 'weeks'),
  hours_share: between(0, 1, 0.05, 'share'),
  hours_planned: between(0, 1000, 1, 'hours'),
  within_days: days(1, 365),
  restart_after_days: days(1, 365),
  again_after_days: days(1, 365),
  confirm_by_two_aides: SWITCH,
  lag_days: days(0, 15),
  prior_mean: between(1, 5, 0.1, 'points'),
  prior_sd: between(0, 2, 0.05, 'points'),
  prior_weight: between(0.5, 100, 0.5, 'times'),
  cap_days: days(1, 1000),
  min_rated_days: days(0, 60),
  sd_floor: between(0.05, 2, 0.05, 'points'),
  merge_window_days: days(0, 365),
  quiet_days: days(0, 365),
  reopen_days: days(0, 365),
  repeat_days: days(0, 365),
  episode_days: days(0, 365),
  critical: between(5, 1440, 5, 'minutes'),
  high: between(5, 10_080, 5, 'minutes'),
  moderate: between(5, 43_200, 5, 'minutes'),
};

const KINDS: Record<string, Record<string, Rails>> = {
  cusum: { limit: between(0.5, 20, 0.1, 'spread') },
};

/// Switches that the file leaves out while they are off, by kind.
const OFF_UNLESS_SAID = 'confirm_by_two_aides';
const CONFIRMABLE = new Set(['threshold', 'drop', 'lukewarm', 'ewma', 'drift', 'cusum']);

/// What is not a setting of a rule but its name.
const NAMES = new Set(['id', 'version', 'kind', 'enabled']);

export function railsOf(kind: string, field: string, value: unknown): Rails {
  const known = KINDS[kind]?.[field] ?? FIELDS[field];
  if (known && fits(known, value)) return known;
  if (typeof value === 'boolean') return SWITCH;
  if (typeof value === 'number') return between(-1e6, 1e6, Number.isInteger(value) ? 1 : 0.1, 'none');
  return { type: 'words' };
}

const fits = (rails: Rails, value: unknown) =>
  rails.type === 'number'
    ? typeof value === 'number'
    : rails.type === 'axes'
      ? Array.isArray(value)
      : // Off is often simply not said.
        typeof value === 'boolean' || value === undefined;

/// A number without known bounds has no slider: there is nothing to slide between.
export const hasSlider = (rails: NumberRails) => rails.max - rails.min < 1e5;

export type Spot = { path: string; field: string; kind: string };
export type Group = { key: string; kind: string; id: string; rule: boolean; spots: Spot[] };

/// In the order of `FIELDS`, where what belongs together stands together; what is not known comes last.
const ORDER = new Map(Object.keys(FIELDS).map((field, index) => [field, index]));
const rank = (field: string) => ORDER.get(field) ?? ORDER.size;

const leaves = (value: object, path: string, kind: string): Spot[] =>
  Object.entries(value)
    .sort(([a], [b]) => rank(a) - rank(b))
    .flatMap(([field, inner]): Spot[] =>
      typeof inner === 'object' && inner !== null && !Array.isArray(inner)
        ? leaves(inner, `${path}/${field}`, kind)
        : [{ path: `${path}/${field}`, field, kind }],
    );

/// The set as cards: one a rule, then one for each group of settings that all rules share.
export function groupsOf(set: RuleSet): Group[] {
  const { rules, ...rest } = set;
  const cards = rules.map((rule): Group => {
    const { id, kind, ...params } = rule;
    if (CONFIRMABLE.has(kind) && !(OFF_UNLESS_SAID in params)) params[OFF_UNLESS_SAID] = false;
    const spots = leaves(params, `rules/${id}`, kind).filter((spot) => !NAMES.has(spot.field));
    return { key: `rules/${id}`, kind, id, rule: true, spots };
  });
  const shared = Object.entries(rest).flatMap(([name, value]): Group[] =>
    typeof value === 'object' && value !== null && !Array.isArray(value)
      ? [{ key: name, kind: name, id: name, rule: false, spots: leaves(value, name, name) }]
      : [],
  );
  return [...cards, ...shared];
}

export type Fault = 'number' | 'range' | 'whole';

/// Why a typed text is not a value for the field; null when it is.
export function faultOf(text: string, rails: NumberRails): Fault | null {
  const value = parse(text);
  if (value === null) return 'number';
  if (value < rails.min || value > rails.max) return 'range';
  return Number.isInteger(rails.step) && !Number.isInteger(value) ? 'whole' : null;
}

/// A comma is a decimal point to those who write French.
export function parse(text: string): number | null {
  const trimmed = text.trim().replace(',', '.');
  if (!/^-?\d+(\.\d+)?$/.test(trimmed)) return null;
  return Number(trimmed);
}
