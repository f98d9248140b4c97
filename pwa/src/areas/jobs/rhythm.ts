/// A schedule as a person would say it, where it is one of the usual ones. Pure.

export type Rhythm =
  | { kind: 'minutes'; n: number }
  | { kind: 'daily' | 'weekdays'; at: string }
  | { kind: 'cron'; text: string };

const two = (text: string) => text.padStart(2, '0');
const isNumber = (text: string) => /^\d+$/.test(text);

/// Second, minute, hour, day, month, day of the week.
export function rhythmOf(cron: string): Rhythm {
  const [second = '', minute = '', hour = '', day, month, weekday] = cron.trim().split(/\s+/);
  const everyDay = day === '*' && month === '*';
  if (everyDay && weekday === '*' && hour === '*' && second === '0') {
    if (minute === '*') return { kind: 'minutes', n: 1 };
    const step = /^(?:\*|0)\/(\d+)$/.exec(minute)?.[1];
    if (step) return { kind: 'minutes', n: Number(step) };
  }
  if (everyDay && isNumber(minute) && isNumber(hour)) {
    const at = `${two(hour)}:${two(minute)}`;
    if (weekday === '*') return { kind: 'daily', at };
    if (/^(mon-fri|1-5)$/i.test(weekday ?? '')) return { kind: 'weekdays', at };
  }
  return { kind: 'cron', text: cron };
}

export type Reported = { label: string; n: number };

/// What a run reports for logs, `reminders: 3, warnings: 0`, as labels with their numbers; null for anything else.
export function reportOf(outcome: string): Reported[] | null {
  const parts: Reported[] = [];
  for (const part of outcome.split(', ')) {
    const [, label, n] = /^([\w ]+): (\d+)$/.exec(part) ?? [];
    if (label === undefined) return null;
    parts.push({ label, n: Number(n) });
  }
  return parts;
}

/// How long a run took, in the unit one reads it in.
export const lengthOf = (ms: number): { n: number; unit: 'ms' | 's' } =>
  ms < 1000 ? { n: ms, unit: 'ms' } : { n: Math.round(ms / 100) / 10, unit: 's' };

/// Schedules to pick.
export const USUAL = [
  { cron: '0 */5 * * * *', word: 'jobs.usual5' },
  { cron: '0 0 * * * *', word: 'jobs.usualHour' },
  { cron: '0 0 7 * * *', word: 'jobs.usualDay' },
  { cron: '0 0 7 * * MON-FRI', word: 'jobs.usualWeek' },
] as const;
