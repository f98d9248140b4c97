/// Who stands in for whom: the shapes and the calls of `areas/cover` and of the banners.
import { authorised, query } from './authorised';
import type { components } from './schema';
import type { AlertItem, Me } from './types';

type S = components['schemas'];
export type Cover = S['Cover'];
export const COVER_KINDS = ['replace', 'add', 'remove'] as const satisfies readonly S['CoverKind'][];
export type CoverKind = S['CoverKind'];
export type CoverState = S['CoverState'];
export type NewCover = S['NewCover'];
export type CoverPreview = S['Preview'];
export type Handover = Omit<S['CoverHandover'], 'open'> & { open: AlertItem[] };
export type CoverEvent = S['CoverLine'];
export type AbsenceImport = S['Imported'];
/// Working days only.
export type DutyDay = S['DutyView'];
/// What one's own profile says of the covers one is part of: running, or within seven days.
export type MeWithCovers = Me;

type List<T> = { items: T[] };

export const coverApi = {
  list: (from: string, to: string) => authorised<List<Cover>>('GET', `/api/covers${query({ from, to })}`),
  preview: (cover: NewCover) => authorised<CoverPreview>('POST', '/api/covers/preview', cover),
  create: (cover: NewCover) => authorised<Cover>('POST', '/api/covers', cover),
  end: (id: string, version: number) => authorised<Cover>('POST', `/api/covers/${id}/end`, { version }),
  takeOver: (absent_id: string, to: string, reason?: string) =>
    authorised<Cover>('POST', '/api/covers/take-over', { absent_id, to, reason }),
  handover: (id: string) => authorised<Handover>('GET', `/api/covers/${id}/handover`),
  history: (id: string) => authorised<List<CoverEvent>>('GET', `/api/covers/${id}/history`),
  import: (body: { format: 'ics' | 'csv'; text: string; user_id?: string; dry_run: boolean }) =>
    authorised<AbsenceImport>('POST', '/api/covers/import', body),
  duty: (days: number) => authorised<List<DutyDay>>('GET', `/api/covers/gaps${query({ days: `${days}` })}`),
};
