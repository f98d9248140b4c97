/// Settings for the tests of this area.
import type { Hours, Settings } from '../../api/settings';

export const CLOSED: Hours = { mon: [], tue: [], wed: [], thu: [], fri: [], sat: [], sun: [] };
export const settings = (hours: Hours): Settings => ({
  version: 1,
  working_time: { hours, holidays: 'metropole', days_off: [], critical_always: true },
  act_minutes: { critical: 240, high: 480, moderate: 1440 },
  claim_idle_minutes: { critical: 480, other: 960 },
  escalation_minutes: { critical: 15, high: 60, moderate: 240 },
  notifications: {
    quiet_from: '20:00',
    quiet_to: '07:30',
    critical_breaks_quiet: false,
    daily_cap: 20,
    aide_from: '07:00',
    aide_to: '20:30',
  },
});
