/// What a federation sets for its desk: shapes and calls of `areas/settings`.
import { authorised } from './authorised';
import type { components } from './schema';

type S = components['schemas'];

export type DayName = S['Day'];
export const DAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const satisfies readonly DayName[];
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
] as const satisfies readonly S['HolidayRegion'][];
export type Region = S['HolidayRegion'];

export type BySeverity = S['DueMinutes'];
export const SEVERITIES = ['critical', 'high', 'moderate'] as const satisfies readonly (keyof BySeverity)[];

type Time = S['WorkingTimeView'];
/// When the federation lets its people be told, by its own clock.
export type NotificationSettings = S['FederationHours'];

/// `asked`: the app proposes it. `required`: nothing opens without.
export type SecuritySettings = { second_factor: 'asked' | 'required' };

/// Spans are pairs; the document can only call them lists.
export type Settings = Omit<S['SettingsView'], 'working_time'> & {
  working_time: Omit<Time, 'hours'> & { hours: Hours };
  notifications: NotificationSettings;
  security?: SecuritySettings;
  file_days?: number;
};

export const settingsApi = {
  read: () => authorised<Settings>('GET', '/api/settings'),
  save: (settings: Settings) => authorised<Settings>('PUT', '/api/settings', settings),
};
