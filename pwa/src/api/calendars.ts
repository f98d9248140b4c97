/// Calendars of other software from which visits are planned: shapes and calls of `areas/imports/Calendars`.
import { authorised } from './authorised';
import type { Page, S } from './types';

export type Calendar = S['CalendarView'];
export type CalendarFields = Omit<S['NewCalendar'], 'url'>;
export type CalendarProblem = S['CalendarProblem'];
export type CalendarRan = S['CalendarRan'];

const at = (id: string) => `/api/calendars/${id}`;

export const calendarsApi = {
  list: () => authorised<Page<Calendar>>('GET', '/api/calendars'),
  add: (fields: CalendarFields & { url: string }) => authorised<Calendar>('POST', '/api/calendars', fields),
  /// Without an address the one there is stays.
  change: (id: string, version: number, fields: CalendarFields & { url: string | null }) =>
    authorised<Calendar>('PUT', at(id), { version, ...fields }),
  remove: (id: string) => authorised<void>('DELETE', at(id)),
  run: (id: string, dry_run: boolean) => authorised<CalendarRan>('POST', `${at(id)}/run`, { dry_run }),
};
