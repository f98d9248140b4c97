/// Who stands in for whom: the shapes and the calls of `areas/cover` and of the banners.
import { authorised, query } from './authorised';
import type { FollowUp, PersonRef } from './follow';
import type { ImportError } from './partners';
import type { AlertItem, Me, Named } from './types';

export const COVER_KINDS = ['replace', 'add', 'remove'] as const;
export type CoverKind = (typeof COVER_KINDS)[number];
export type CoverState = 'future' | 'running' | 'ended';

/// `sector` and `person` null: all sectors of the absent one.
export type Cover = {
  id: string;
  version: number;
  kind: CoverKind;
  absent: Named | null;
  cover: Named | null;
  sector: Named | null;
  person: Named | null;
  from: string;
  to: string;
  reason: string | null;
  origin: 'declared' | 'imported' | 'taken_over' | 'imposed';
  state: CoverState;
  created_by: Named;
  created_at: string;
  ended_at: string | null;
};

/// What the server says of oneself, with the covers one is part of: running, or within seven days.
export type MeWithCovers = Me & { covering?: Cover[]; covered?: Cover[] };

export type NewCover = {
  kind: CoverKind;
  absent_id?: string;
  cover_id?: string;
  sector_id?: string;
  person_id?: string;
  from: string;
  to: string;
  reason?: string;
};

export type CoverPreview = {
  alerts: number;
  follow_ups: number;
  persons: number;
  sectors: Named[];
  conflicts: { code: string; detail: string }[];
};

export type Handover = {
  open: AlertItem[];
  follow_ups: FollowUp[];
  changed: {
    alert_id: string;
    person: PersonRef;
    state: AlertItem['state'];
    sentence: string;
    events: number;
  }[];
};

export type CoverEvent = {
  at: string;
  actor: Named | null;
  what: string;
  data: Record<string, unknown>;
};

export type AbsenceImport = {
  absences: { user: Named; from: string; to: string; summary: string; action: 'added' | 'known' }[];
  errors: ImportError[];
};

export type DutyDay = { day: string; sector: Named; on_duty: Named[]; gap: boolean };

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
