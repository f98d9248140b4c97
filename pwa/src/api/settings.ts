/// What a federation sets for its desk: shapes and calls of `areas/settings`.
import { authorised } from './authorised';

export const DAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;
export type DayName = (typeof DAYS)[number];
/// From, to: `08:30`; a day may end at `24:00`.
export type Span = [string, string];
export type Hours = Record<DayName, Span[]>;

export const REGIONS = [
  'metropole',
  'alsace_moselle',
  'guadeloupe',
  'martinique',
  'guyane',
  'reunion',
  'mayotte',
  'saint_pierre_et_miquelon',
  'nouvelle_caledonie',
  'polynesie',
] as const;
export type Region = (typeof REGIONS)[number];

export const SEVERITIES = ['critical', 'high', 'moderate'] as const;
export type BySeverity = Record<(typeof SEVERITIES)[number], number>;

export type Settings = {
  /// To be sent back with a change.
  version: number;
  working_time: { hours: Hours; holidays: Region; days_off: string[]; critical_always: boolean };
  act_minutes: BySeverity;
  claim_idle_minutes: { critical: number; other: number };
  escalation_minutes: BySeverity;
};

export const settingsApi = {
  read: () => authorised<Settings>('GET', '/api/settings'),
  save: (settings: Settings) => authorised<Settings>('PUT', '/api/settings', settings),
};
