/// Numbers as people say them.
import { lang, t } from '../../i18n';
import type { Cell, Style } from './figures';

const formats = new Map<string, Intl.NumberFormat>();
function number(value: number, digits: number): string {
  const key = `${lang.value}|${digits}`;
  let found = formats.get(key);
  if (!found) {
    found = new Intl.NumberFormat(lang.value === 'en' ? 'en-GB' : 'fr-FR', { maximumFractionDigits: digits });
    formats.set(key, found);
  }
  return found.format(value);
}

const HOUR = 60;
const DAY = 24 * HOUR;

/// Minutes below an hour, hours below two days, then days: more digits would feign precision.
export function duration(minutes: number): string {
  const whole = Math.round(minutes);
  if (whole < HOUR) return t('impact.minutes', { n: whole });
  if (whole < 2 * DAY) {
    const rest = whole % HOUR;
    const h = Math.floor(whole / HOUR);
    return rest === 0
      ? t('impact.wholeHours', { h })
      : t('impact.hours', { h, m: String(rest).padStart(2, '0') });
  }
  const hours = Math.round(whole / HOUR);
  const [d, h] = [Math.floor(hours / 24), hours % 24];
  return h === 0 ? t('impact.wholeDays', { d }) : t('impact.days', { d, h });
}

export function say(value: number, style: Style): string {
  if (style === 'share') return t('impact.percent', { n: number(value * 100, 0) });
  if (style === 'minutes') return duration(value);
  return number(value, style === 'rate' ? 1 : 0);
}

export const cellWords = (cell: Cell, style: Style): string =>
  cell.kind === 'value'
    ? say(cell.value, style)
    : t(cell.kind === 'masked' ? 'impact.masked' : 'impact.none');

/// `mars 2026`.
const months = new Map<string, Intl.DateTimeFormat>();
export function monthName(month: string, style: 'long' | 'short' = 'long'): string {
  const key = `${lang.value}|${style}`;
  let found = months.get(key);
  if (!found) {
    const locale = lang.value === 'en' ? 'en-GB' : 'fr-FR';
    found = new Intl.DateTimeFormat(locale, {
      month: style,
      year: style === 'long' ? 'numeric' : '2-digit',
      timeZone: 'UTC',
    });
    months.set(key, found);
  }
  return found.format(new Date(`${month}-15T12:00:00Z`));
}
