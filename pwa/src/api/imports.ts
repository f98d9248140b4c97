/// Files from the planning software: shapes and calls of `areas/imports`. Written by hand until the schema knows them.
import { authorised, authorisedText, query } from './authorised';

export const KINDS = ['persons', 'aides', 'visits', 'absences'] as const;
export type ImportKind = (typeof KINDS)[number];

export type FieldChange = { name: string; from: string | null; to: string | null };
export type ImportChange = { ref: string; fields: FieldChange[] };
export type ImportProblem = { line: number; code: string; detail: string };
export type ImportCounts = {
  added: number;
  changed: number;
  ended: number;
  unchanged: number;
  errors: number;
};
export type ImportDiff = {
  id: string | null;
  kind: ImportKind;
  dry_run: boolean;
  counts: ImportCounts;
  added: ImportChange[];
  changed: ImportChange[];
  unchanged: number;
  ended: ImportChange[];
  errors: ImportProblem[];
  ignored: string[];
  links: { login: string; url: string }[];
};

type Named = { id: string; name: string };

export type ImportItem = {
  id: string;
  kind: string;
  origin: string;
  file_name: string | null;
  by: Named | null;
  at: string;
  added: number;
  changed: number;
  unchanged: number;
  ended: number;
  undone_at: string | null;
  undone_by: Named | null;
  can_undo: boolean;
};
export type Column = { name: string; required: boolean; about: string; aliases: string[] };
export type ImportList = {
  items: ImportItem[];
  next_cursor: string | null;
  kinds: { kind: ImportKind; most_lines: number; columns: Column[] }[];
};
export type LeftAlone = { ref: string; fields: string[]; why: string; detail: string };
export type ImportUndone = { id: string; taken_back: number; left_alone: number; left: LeftAlone[] };

export type ImportFile = {
  csv: string;
  dry_run: boolean;
  file_name: string;
  archive_missing: boolean;
  invite: boolean;
};

export const importsApi = {
  list: (cursor?: string) => authorised<ImportList>('GET', `/api/imports${query({ cursor })}`),
  send: (kind: ImportKind, file: ImportFile) => authorised<ImportDiff>('POST', `/api/imports/${kind}`, file),
  template: (kind: ImportKind) => authorisedText(`/api/imports/${kind}/template`, 'text/csv'),
  undo: (id: string) => authorised<ImportUndone>('POST', `/api/imports/${id}/undo`, {}),
};
