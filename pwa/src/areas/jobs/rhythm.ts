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

/// What a run reports, `reminders: 3`, is for logs; on screen the number is enough.
export const countIn = (outcome: string): number | null => {
  const found = /^[\w ]+: (\d+)$/.exec(outcome)?.[1];
  return found === undefined ? null : Number(found);
};

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
