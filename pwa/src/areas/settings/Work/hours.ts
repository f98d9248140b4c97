/// Working hours as the form holds them: what is wrong before the server says so, how many there are. Pure.
import {
  type BySeverity,
  DAYS,
  type DayName,
  type Hours,
  SEVERITIES,
  type Settings,
  type Span,
} from '../../../api/settings';

/// A time field has no 24:00; the end of a day is written 00:00 in it.
export const toField = (time: string) => (time === '24:00' ? '00:00' : time);
export const endFromField = (time: string) => (time === '00:00' ? '24:00' : time);

const minutes = (time: string) => {
  const [hours = 0, rest = 0] = time.split(':').map(Number);
  return hours * 60 + rest;
};

export type HoursMistake = { kind: 'missing' | 'backwards' | 'overlap'; day: DayName } | { kind: 'empty' };

function mistakeOf(spans: Span[]): 'missing' | 'backwards' | 'overlap' | null {
  if (spans.some(([from, to]) => !from || !to)) return 'missing';
  if (spans.some(([from, to]) => minutes(to) <= minutes(from))) return 'backwards';
  const sorted = inOrder(spans);
  const overlap = sorted.some(([from], index) => {
    const before = sorted[index - 1];
    return before !== undefined && minutes(from) < minutes(before[1]);
  });
  return overlap ? 'overlap' : null;
}

export function hoursMistakes(hours: Hours): HoursMistake[] {
  const found = DAYS.flatMap((day): HoursMistake[] => {
    const kind = mistakeOf(hours[day]);
    return kind ? [{ kind, day }] : [];
  });
  return DAYS.every((day) => hours[day].length === 0) ? [{ kind: 'empty' }] : found;
}

const inOrder = (spans: Span[]): Span[] => [...spans].sort((a, b) => minutes(a[0]) - minutes(b[0]));

export const weekMinutes = (hours: Hours): number =>
  DAYS.flatMap((day) => hours[day]).reduce(
    (sum, [from, to]) => sum + (from && to ? Math.max(0, minutes(to) - minutes(from)) : 0),
    0,
  );

/// Monday's hours for the whole working week.
export function copyMonday(hours: Hours): Hours {
  const copy = () => hours.mon.map(([from, to]): Span => [from, to]);
  return { ...hours, tue: copy(), wed: copy(), thu: copy(), fri: copy() };
}

/// What follows the last span of a day: an hour after it, for half a day.
export function nextSpan(spans: Span[]): Span {
  const last = inOrder(spans).at(-1);
  if (!last) return ['08:30', '12:30'];
  const from = Math.min(minutes(last[1] || '12:00') + 60, 22 * 60);
  const write = (value: number) =>
    `${String(Math.floor(value / 60)).padStart(2, '0')}:${String(value % 60).padStart(2, '0')}`;
  return [write(from), write(Math.min(from + 240, 24 * 60))];
}

/// The server wants spans and days in their order.
export function tidied(settings: Settings): Settings {
  const { working_time } = settings;
  const hours = Object.fromEntries(DAYS.map((day) => [day, inOrder(working_time.hours[day])])) as Hours;
  const days_off = [...new Set(working_time.days_off)].sort();
  return { ...settings, working_time: { ...working_time, hours, days_off } };
}

/// More than this is a slip of the pen.
const MOST_MINUTES = 60 * 24 * 60;
const wrong = (value: number) => !Number.isInteger(value) || value < 1 || value > MOST_MINUTES;

export type MinutesPlace = {
  what: 'act' | 'escalate' | 'idle';
  severity: keyof BySeverity | 'other';
};

export function minutesMistakes({
  act_minutes,
  escalation_minutes,
  claim_idle_minutes,
}: Settings): MinutesPlace[] {
  const bad = (what: 'act' | 'escalate', values: BySeverity): MinutesPlace[] =>
    SEVERITIES.filter((severity) => wrong(values[severity])).map((severity) => ({ what, severity }));
  const idle = (['critical', 'other'] as const)
    .filter((severity) => wrong(claim_idle_minutes[severity]))
    .map((severity): MinutesPlace => ({ what: 'idle', severity }));
  return [...bad('act', act_minutes), ...bad('escalate', escalation_minutes), ...idle];
}
