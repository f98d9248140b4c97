/// Calendars of other software from which visits are planned: shapes and calls of `areas/imports/Calendars`.
import { authorised } from './authorised';
import type { ImportDiff } from './imports';
import type { Named, Page } from './types';

export type CalendarProblem = { line: number; code: string; detail: string };
export type Calendar = {
  id: string;
  version: number;
  name: string;
  /// The machine alone: the rest of the address is a secret.
  host: string;
  sector: Named | null;
  aide: Named | null;
  enabled: boolean;
  tried_at: string | null;
  succeeded_at: string | null;
  failure: { code: string; detail: string } | null;
  /// Of the coming fortnight, when it was last read.
  visits: number;
  problems: CalendarProblem[];
};
export type CalendarFields = {
  name: string;
  sector_id: string | null;
  aide_id: string | null;
  enabled: boolean;
};
export type CalendarRan = {
  failure: { code: string; detail: string } | null;
  diff: ImportDiff | null;
  problems: CalendarProblem[];
};

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
