/// Everybody there is a file about: handed out, put away, forgotten. Shapes and calls of `areas/register`.
import { authorised, authorisedText, query } from './authorised';
import type { S } from './types';

export type Entry = S['RegisterEntry'];
export type EntryPage = S['Register'];
export type Format = 'html' | 'json';
/// The whole file, or who looked at it.
export type Paper = 'export' | 'access-log';

const of = (id: string, verb: string) => `/api/persons/${id}/${verb}`;
const TYPES = { html: 'text/html', json: 'application/json' } as const;

export const registerApi = {
  list: (asked: { q: string; archived: string; cursor?: string | undefined }) =>
    authorised<EntryPage>('GET', `/api/register${query(asked)}`),
  paper: (id: string, paper: Paper, format: Format) =>
    authorisedText(`${of(id, paper)}${query({ format })}`, TYPES[format]),
  archive: (id: string, version: number, reason: string) =>
    authorised<Entry>('POST', of(id, 'archive'), { version, reason }),
  restore: (id: string, version: number) => authorised<Entry>('POST', of(id, 'restore'), { version }),
  erase: (id: string, version: number, reason: string, confirm: string) =>
    authorised<Entry>('POST', of(id, 'erase'), { version, reason, confirm }),
};
