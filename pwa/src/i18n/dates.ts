/// Days and hours, in the federation's time zone: an aide's day is a local fact, wherever the phone thinks it is.
/// One `Intl` object per locale and style, since making one is slow.
import { signal } from '@preact/signals';
import { lang } from './index';

export const zone = signal('Europe/Paris');

const cache = new Map<string, Intl.DateTimeFormat>();

function format(options: Intl.DateTimeFormatOptions, locale: string = lang.value): Intl.DateTimeFormat {
  const key = `${locale}|${zone.value}|${JSON.stringify(options)}`;
  let found = cache.get(key);
  if (!found) {
    found = new Intl.DateTimeFormat(locale === 'en' ? 'en-GB' : locale, { timeZone: zone.value, ...options });
    cache.set(key, found);
  }
  return found;
}

/// `2026-03-02`, in the federation's zone.
export function dayKey(date: Date | string): string {
  return format({ year: 'numeric', month: '2-digit', day: '2-digit' }, 'sv').format(new Date(date));
}

/// The key of the day `days` after the day of `date`.
export function dayKeyPlus(date: Date, days: number): string {
  const noon = new Date(`${dayKey(date)}T12:00:00Z`);
  noon.setUTCDate(noon.getUTCDate() + days);
  return noon.toISOString().slice(0, 10);
}

export type NearDay = 'yesterday' | 'today' | 'tomorrow' | 'other';
export function nearDay(date: Date | string, now: Date): NearDay {
  const key = dayKey(date);
  if (key === dayKey(now)) return 'today';
  if (key === dayKeyPlus(now, -1)) return 'yesterday';
  if (key === dayKeyPlus(now, 1)) return 'tomorrow';
  return 'other';
}

export const time = (date: Date | string) =>
  format({ hour: '2-digit', minute: '2-digit' }).format(new Date(date));
export const day = (date: Date | string) =>
  format({ weekday: 'long', day: 'numeric', month: 'long' }).format(new Date(date));
/// Where the month goes without saying: `lundi 2`.
export const dayOfWeek = (date: Date | string) =>
  format({ weekday: 'long', day: 'numeric' }).format(new Date(date));
export const shortDay = (date: Date | string) =>
  format({ day: 'numeric', month: 'short' }).format(new Date(date));
/// Of what may be long ago: with the year, unless it is this one.
export const pastDay = (date: Date | string, now = new Date()) =>
  dayKey(date).slice(0, 4) === dayKey(now).slice(0, 4)
    ? shortDay(date)
    : format({ day: 'numeric', month: 'short', year: 'numeric' }).format(new Date(date));
export const dateTime = (date: Date | string) =>
  format({ day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit' }).format(new Date(date));
/// `lun.`: above a day in a narrow column.
export const weekDayOnly = (date: Date | string) => format({ weekday: 'short' }).format(new Date(date));
/// `lundi`.
export const weekDayName = (date: Date | string) => format({ weekday: 'long' }).format(new Date(date));
/// `lun. 2 mars`: heads of narrow columns.
export const weekDay = (date: Date | string) =>
  format({ weekday: 'short', day: 'numeric', month: 'short' }).format(new Date(date));
/// `lun. 2 mars, 08:00`: for ends of covers, where the day of the week is what one remembers.
export const dayTime = (date: Date | string) =>
  format({ weekday: 'short', day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit' }).format(
    new Date(date),
  );

const UNITS = [
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
] as const;
const relatives = new Map<string, Intl.RelativeTimeFormat>();

/// `il y a 3 heures`; below a minute, `maintenant`.
export function ago(date: Date | string, now: Date): string {
  let found = relatives.get(lang.value);
  if (!found) {
    found = new Intl.RelativeTimeFormat(lang.value, { numeric: 'auto', style: 'short' });
    relatives.set(lang.value, found);
  }
  const seconds = (new Date(date).getTime() - now.getTime()) / 1000;
  for (const [unit, size] of UNITS) {
    if (Math.abs(seconds) >= size) return found.format(Math.trunc(seconds / size), unit);
  }
  return found.format(0, 'second');
}

/// What the clock of the federation's zone shows, in the form of a `datetime-local` field: `2026-03-02T08:30`.
export function localText(date: Date | string): string {
  return format(
    {
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
      hourCycle: 'h23',
    },
    'sv',
  )
    .format(new Date(date))
    .replace(' ', 'T');
}

/// The instant at which that clock shows `text` (as `localText` writes it).
export function atLocal(text: string): Date {
  const guess = new Date(`${text}:00Z`);
  const offset = Date.parse(`${localText(guess)}:00Z`) - guess.getTime();
  const found = new Date(guess.getTime() - offset);
  // Around a change of clocks the offset at the guess is not the one at the instant itself.
  const late = Date.parse(`${localText(found)}:00Z`) - guess.getTime();
  return new Date(found.getTime() - late);
}

/// The instant at which that clock shows `hour`:00 on `dayKey`.
export const atHour = (dayKeyText: string, hour: number): Date =>
  atLocal(`${dayKeyText}T${String(hour).padStart(2, '0')}:00`);
