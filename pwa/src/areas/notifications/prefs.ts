/// What a person chose, as the form holds it: what is wrong before the server says so, what the night will be like. Pure.
import type { Preferences } from '../../api/notifications';
import { merge } from '../../ui/merge';

export type Mistake = 'quiet' | 'duty' | 'days' | 'email';

const EMAIL = /^[^\s@]+@[^\s@]+\.[^\s@]+$/;
/// A span of time has both its ends, and they differ. It may run over midnight.
const broken = (from: string | null, to: string | null) =>
  (from === null) !== (to === null) || (from !== null && (!from || !to || from === to));

export function mistakesOf(prefs: Preferences): Mistake[] {
  const found: Mistake[] = [];
  if (broken(prefs.quiet_from, prefs.quiet_to)) found.push('quiet');
  if (prefs.days?.length === 0) found.push('days');
  // Working hours end on the day on which they begin.
  if (broken(prefs.duty_from, prefs.duty_to) || (prefs.duty_from ?? '') > (prefs.duty_to ?? '')) {
    found.push('duty');
  }
  if (prefs.mail && prefs.email && !EMAIL.test(prefs.email)) found.push('email');
  return found;
}

const chosen = ({ version, locked, effective, ...rest }: Preferences) => rest;

/// Nothing to save. What the server works out itself does not count.
export const sameChoice = (a: Preferences, b: Preferences): boolean =>
  JSON.stringify(chosen(a)) === JSON.stringify(chosen(b));

/// Saved meanwhile on another device: what was changed here stays changed, and goes with the version found.
export function rebased(before: Preferences, mine: Preferences, theirs: Preferences): Preferences {
  const { version, locked, effective } = theirs;
  const kinds = merge(before.kinds, mine.kinds, theirs.kinds);
  return { ...merge(before, mine, theirs), kinds, version, locked, effective };
}

/// Wanted, but there is nowhere to send it to.
export const withoutAddress = ({ mail, email }: Preferences): boolean => mail && email === null;

/// Nothing can reach her.
export const silent = (prefs: Preferences): boolean => !prefs.push && (!prefs.mail || withoutAddress(prefs));

/// Whether her role is told of alerts, and so of critical ones.
export const hearsOfAlerts = ({ kinds }: Preferences): boolean => 'alert_raised' in kinds;

/// The server answers with the moment itself while one is on duty.
const NOW_MS = 60_000;
export const onDuty = ({ effective: { next_duty_at: next } }: Preferences, now: Date): boolean =>
  next !== null && Date.parse(next) - now.getTime() < NOW_MS;
