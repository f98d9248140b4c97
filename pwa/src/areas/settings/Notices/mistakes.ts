/// What is wrong with the federation's hours for notifications, before the server says so. Pure.
import type { NotificationSettings } from '../../../api/settings';

/// A person is not told more often than this in a day, whatever somebody writes.
export const MOST_A_DAY = 200;

export type Mistake = 'quiet' | 'aide' | 'cap';

export function mistakesOf({ quiet_from, quiet_to, aide_from, aide_to, daily_cap }: NotificationSettings) {
  const found: Mistake[] = [];
  // The night runs over midnight; a day of aides does not.
  if (!quiet_from || !quiet_to || quiet_from === quiet_to) found.push('quiet');
  if (!aide_from || !aide_to || aide_from >= aide_to) found.push('aide');
  if (!Number.isInteger(daily_cap) || daily_cap < 1 || daily_cap > MOST_A_DAY) found.push('cap');
  return found;
}
