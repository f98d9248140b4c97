/// The administrator's hand on what runs by itself, and on the messages that did not arrive.
import { authorised, query } from './authorised';
import type { components } from './schema';

type S = components['schemas'];

export type Job = S['JobView'];
export type JobRun = S['RunView'];
export type LetterState = 'dead' | 'expired' | 'unreachable';
export type Channel = 'push' | 'mail' | 'webhook';
/// Older servers leave the way out.
export type Letter = S['DeadLetterView'] & { channel?: string };
/// A push service, a mail server or a webhook, by its host.
export type Service = S['ServiceView'];
/// What came of the messages of one kind and way.
export type LetterFigures = Omit<S['MessageFigure'], 'channel'> & { channel: Channel };
export type Letters = Omit<S['DeadLetters'], 'items'> & { items: Letter[] };

const job = (name: string) => `/api/jobs/${encodeURIComponent(name)}`;

export const jobsApi = {
  list: () => authorised<S['Jobs']>('GET', '/api/jobs'),
  /// The id makes a second click find the first one's run.
  run: (name: string, id: string) => authorised<Job>('POST', `${job(name)}/run`, { id }),
  change: (name: string, body: { enabled: boolean; cron: string }) => authorised<Job>('PUT', job(name), body),
  preview: (name: string, cron: string) => authorised<S['Coming']>('POST', `${job(name)}/preview`, { cron }),
};

export const lettersApi = {
  list: (filter: { state?: string | undefined; cursor?: string | undefined }) =>
    authorised<Letters>('GET', `/api/outbox${query(filter)}`),
  again: (id: string) => authorised<Letter>('POST', `/api/outbox/${id}/retry`),
  drop: (id: string) => authorised<null>('POST', `/api/outbox/${id}/drop`),
  services: () => authorised<S['Services']>('GET', '/api/outbox/services'),
  figures: (days: string) =>
    authorised<{ items: LetterFigures[] }>('GET', `/api/outbox/figures${query({ days })}`),
};
