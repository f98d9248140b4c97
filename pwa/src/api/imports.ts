/// Files from the planning software: shapes and calls of `areas/imports`.
import { authorised, authorisedText, query } from './authorised';
import type { components } from './schema';

type S = components['schemas'];

export type ImportKind = S['Kind'];
export const KINDS = [
  'persons',
  'aides',
  'visits',
  'absences',
  'partners',
] as const satisfies readonly ImportKind[];

export type FieldChange = S['FieldChange'];
export type ImportChange = S['ImportChange'];
export type ImportDiff = S['ImportDiff'];
export type ImportError = S['ImportError'];
export type ImportItem = S['ImportView'];
export type Column = S['ColumnView'];
export type ImportList = S['Imports'];
export type ImportUndone = S['ImportUndone'];
export type ImportFile = S['ImportFile'];

export const importsApi = {
  list: (cursor?: string) => authorised<ImportList>('GET', `/api/imports${query({ cursor })}`),
  send: (kind: ImportKind, file: ImportFile) => authorised<ImportDiff>('POST', `/api/imports/${kind}`, file),
  template: (kind: ImportKind) => authorisedText(`/api/imports/${kind}/template`, 'text/csv'),
  undo: (id: string) => authorised<ImportUndone>('POST', `/api/imports/${id}/undo`, {}),
};
