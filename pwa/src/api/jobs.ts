/// The administrator's hand on what runs by itself, and on the messages that did not arrive.
import { authorised, query } from './authorised';
import type { Named } from './types';

export type JobRun = {
  id: string;
  at: string;
  occurrence: string;
  by_hand: boolean;
  outcome: string | null;
  error: string | null;
  duration_ms: number;
};

export type Job = {
  name: string;
  cron: string;
  time_zone: string;
  enabled: boolean;
  last_occurrence: string | null;
  last_started_at: string | null;
  last_finished_at: string | null;
  last_duration_ms: number | null;
  last_outcome: string | null;
  /// In a row.
  failures: number;
  next_at: string;
  runs: JobRun[];
};

export type LetterState = 'dead' | 'expired' | 'unreachable';

export type Letter = {
  id: string;
  kind: string;
  user: Named;
  created_at: string;
  attempts: number;
  last_error: string | null;
  state: string;
  channel?: 'push' | 'mail' | 'webhook';
};

/// A push service, a mail server or a webhook, by its host.
export type Service = {
  service: string;
  /// Open: too many failures, nothing is sent until then. Half open: one message tries.
  state: 'closed' | 'open' | 'half_open';
  /// In a row.
  failures: number;
  open_until: string | null;
  last_error: string | null;
  accepted_24h: number;
  failed_24h: number;
};

/// What came of the messages of one kind and way.
export type LetterFigures = {
  kind: string;
  channel: 'push' | 'mail' | 'webhook';
  made: number;
  /// Taken by a service.
  delivered: number;
  /// Shown, as the browser itself said.
  received: number;
  expired: number;
  dead: number;
  unreachable: number;
  merged: number;
  median_seconds: number | null;
  p95_seconds: number | null;
};

export type Letters = { items: Letter[]; next_cursor: string | null };

const job = (name: string) => `/api/jobs/${encodeURIComponent(name)}`;

export const jobsApi = {
  list: () => authorised<{ items: Job[] }>('GET', '/api/jobs'),
  /// The id makes a second click find the first one's run.
  run: (name: string, id: string) => authorised<Job>('POST', `${job(name)}/run`, { id }),
  change: (name: string, body: { enabled: boolean; cron: string }) => authorised<Job>('PUT', job(name), body),
  preview: (name: string, cron: string) =>
    authorised<{ next: string[] }>('POST', `${job(name)}/preview`, { cron }),
};

export const lettersApi = {
  list: (filter: { state?: string | undefined; cursor?: string | undefined }) =>
    authorised<Letters>('GET', `/api/outbox${query(filter)}`),
  again: (id: string) => authorised<Letter>('POST', `/api/outbox/${id}/retry`),
  drop: (id: string) => authorised<null>('POST', `/api/outbox/${id}/drop`),
  services: () => authorised<{ items: Service[] }>('GET', '/api/outbox/services'),
  figures: (days: string) =>
    authorised<{ items: LetterFigures[] }>('GET', `/api/outbox/figures${query({ days })}`),
};
