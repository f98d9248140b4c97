/// Triage of the queue: counts, saved views, several alerts at once, who else is looking. Called only from the area of
/// coordinators and referents.
import { authorised, query } from './authorised';
import type { components } from './schema';
import type { AlertItem, AlertPage, Page, Problem } from './types';

type S = components['schemas'];

export type Counts = S['Counts'];
export type View = S['View'];

export type BulkVerb = S['BulkVerb'];
export type BulkAsk = {
  verb: BulkVerb;
  items: S['Seen'][];
  owner_id?: string;
  until?: string;
};
export type BulkResult = Omit<S['BulkResult'], 'alert' | 'problem'> & {
  alert: AlertItem | null;
  problem: Problem | null;
};
export type Looking = S['LookedAt'];

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
