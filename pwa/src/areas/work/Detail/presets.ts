/// When a snoozed alert comes back: in the morning, in the federation's time zone. Pure.
import { atHour, dayKey, dayKeyPlus } from '../../../i18n/dates';

export type Preset = 'tomorrow' | 'three' | 'monday' | 'week';
export const PRESETS: Preset[] = ['tomorrow', 'three', 'monday', 'week'];

/// Early enough to be seen when the day begins.
const MORNING = 8;

function daysUntil(preset: Preset, now: Date): number {
  if (preset === 'tomorrow') return 1;
  if (preset === 'three') return 3;
  if (preset === 'week') return 7;
  const weekday = new Date(`${dayKey(now)}T12:00:00Z`).getUTCDay();
  return (8 - weekday) % 7 || 7;
}

export const presetDate = (preset: Preset, now: Date): Date =>
  atHour(dayKeyPlus(now, daysUntil(preset, now)), MORNING);
