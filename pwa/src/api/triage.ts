/// Triage of the queue: counts, saved views, several alerts at once, who else is looking. Called only from the area of
/// coordinators and referents.
import { authorised, query } from './authorised';
import type { AlertItem, AlertPage, Named, Page, Problem, Severity } from './types';

export type Scope = 'mine' | 'sectors' | 'all';
export type Counts = {
  mine: number;
  sectors: number;
  all: number;
  new: number;
  taken: number;
  snoozed: number;
  overdue: number;
  by_severity: Record<Severity, number>;
  last_rating_at: string | null;
};
export type View = { id: string; name: string; query: string; created_at: string };

export type BulkVerb = 'claim' | 'release' | 'assign' | 'snooze' | 'wake';
export type BulkAsk = {
  verb: BulkVerb;
  items: { id: string; version: number }[];
  owner_id?: string;
  until?: string;
};
export type BulkResult = {
  id: string;
  outcome: 'done' | 'refused';
  alert: AlertItem | null;
  problem: Problem | null;
};
export type Looking = { alert_id: string; users: Named[] };

export const triage = {
  alerts: (asked: Record<string, string | undefined>) =>
    authorised<AlertPage>('GET', `/api/alerts${query(asked)}`),
  counts: () => authorised<Counts>('GET', '/api/alerts/counts'),
  bulk: (ask: BulkAsk) => authorised<{ results: BulkResult[] }>('POST', '/api/alerts/bulk', ask),
  views: () => authorised<Page<View>>('GET', '/api/views'),
  addView: (view: { id: string; name: string; query: string }) =>
    authorised<View>('POST', '/api/views', view),
  putView: (id: string, view: { name: string; query: string }) =>
    authorised<View>('PUT', `/api/views/${id}`, view),
  dropView: (id: string) => authorised<void>('DELETE', `/api/views/${id}`),
  presence: (alertId: string | null) =>
    authorised<Page<Looking>>('POST', '/api/presence', { alert_id: alertId }),
};
