/// Days as text (`2026-03-02`), which compares as the days do. Pure: no zone is needed to count from one to another.
import type { Day } from '../../api/follow';

const noon = (day: Day) => new Date(`${day}T12:00:00Z`);

export function addDays(day: Day, days: number): Day {
  const moved = noon(day);
  moved.setUTCDate(moved.getUTCDate() + days);
  return moved.toISOString().slice(0, 10);
}

/// 0 is Monday, 6 is Sunday.
export const weekday = (day: Day): number => (noon(day).getUTCDay() + 6) % 7;
export const isWeekend = (day: Day): boolean => weekday(day) > 4;
export const mondayOf = (day: Day): Day => addDays(day, -weekday(day));
export const isDay = (text: string | undefined): text is Day =>
  /^\d{4}-\d\d-\d\d$/.test(text ?? '') && !Number.isNaN(noon(text ?? '').getTime());

/// The next day somebody is likely to be at work. Public holidays are the server's to know.
export function stepDay(day: Day, step: 1 | -1): Day {
  let next = addDays(day, step);
  while (isWeekend(next)) next = addDays(next, step);
  return next;
}

/// How many days `day` lies before `today`.
export const daysLate = (day: Day, today: Day): number =>
  Math.round((noon(today).getTime() - noon(day).getTime()) / 86_400_000);
