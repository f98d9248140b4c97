/// Follow-ups, watch, reinforced follow-up and the calendar feed: their shapes and their calls, for the planner, the
/// caseload and a person's file.
import { authorised, query } from './authorised';
import type { Due, DuePreset, FollowUp, FollowUpKind, FollowUpResult, NewFollowUp } from './case';
import type { Result } from './problem';
import type { components } from './schema';
import type { Page } from './types';

type S = components['schemas'];

/// `2026-03-02`, in the federation's zone.
export type Day = string;
export type PersonRef = { id: string; name: string; sector_id: string };

export { DUE_PRESETS as PRESETS, FOLLOW_UP_KINDS, RESULTS } from './case';
export type { Due as When, DuePreset as Preset, FollowUp, FollowUpKind, FollowUpResult, NewFollowUp };

export type Counts = S['FollowUpCounts'];
export type FollowUpPage = Omit<S['FollowUpPage'], 'items'> & Page<FollowUp>;
export type FollowUpFilter = {
  due_before?: Day;
  due_after?: Day;
  owner?: string;
  state?: string;
  sector_id?: string;
  person_id?: string;
  cursor?: string;
  limit?: string;
};
export type Done = { result: FollowUpResult; text?: string; again?: DuePreset };

export const CADENCES = ['weekly', 'monthly', 'quarterly'] as const satisfies readonly S['Cadence'][];
export type Cadence = S['Cadence'];
export type Watch = S['Watch'];
/// `id` is made here, so that a lost answer makes no second one.
export type NewWatch = { id: string; cadence: Cadence; why: string; owner_id?: string; first_on?: Day };

export type CaseEntry = S['CaseEntry'];
export type CaseCount = S['CaseCount'];
export type Caseload = S['Caseload'];

/// A 409 carries the follow-up, watch or entry as it is now.
export type Stale = { follow_up?: FollowUp; watch?: Watch; entry?: CaseEntry };

const post = <R>(path: string, body: object): Promise<Result<R>> => authorised<R>('POST', path, body);
const onFollowUp = (id: string, verb: string, body: object) =>
  post<FollowUp>(`/api/follow-ups/${id}/${verb}`, body);
const onWatch = (id: string, verb: string, body: object) => post<Watch>(`/api/watches/${id}/${verb}`, body);
const onCase = (id: string, verb: string, body: object) =>
  post<CaseEntry>(`/api/caseload/${id}/${verb}`, body);

export const follow = {
  list: (filter: FollowUpFilter) => authorised<FollowUpPage>('GET', `/api/follow-ups${query(filter)}`),
  onPerson: (person: string, wanted: NewFollowUp) =>
    post<FollowUp>(`/api/persons/${person}/follow-ups`, wanted),
  done: (id: string, version: number, done: Done) => onFollowUp(id, 'done', { version, ...done }),
  postpone: (id: string, version: number, when: Due) => onFollowUp(id, 'postpone', { version, ...when }),
  cancel: (id: string, version: number, reason?: string) => onFollowUp(id, 'cancel', { version, reason }),
  reopen: (id: string, version: number) => onFollowUp(id, 'reopen', { version }),
  assign: (id: string, version: number, owner_id: string) => onFollowUp(id, 'assign', { version, owner_id }),

  watches: (filter: { owner?: string; sector_id?: string }) =>
    authorised<Page<Watch>>('GET', `/api/watches${query(filter)}`),
  watch: (person: string, wanted: NewWatch) => post<Watch>(`/api/persons/${person}/watch`, wanted),
  stepWatch: (id: string, version: number, cadence: Cadence, why: string) =>
    onWatch(id, 'step', { version, cadence, why }),
  endWatch: (id: string, version: number, reason: string) => onWatch(id, 'end', { version, reason }),
  assignWatch: (id: string, version: number, owner_id: string) =>
    onWatch(id, 'assign', { version, owner_id }),
  reopenWatch: (id: string, version: number) => onWatch(id, 'reopen', { version }),

  caseload: (filter: { coordinator_id?: string; state?: string }) =>
    authorised<Caseload>('GET', `/api/caseload${query(filter)}`),
  enter: (person: string, why: string, coordinator_id?: string) =>
    post<CaseEntry>(`/api/persons/${person}/caseload`, { why, coordinator_id }),
  decide: (id: string, version: number, accept: boolean, why: string) =>
    onCase(id, 'decide', { version, accept, why }),
  leave: (id: string, version: number, reason: string) => onCase(id, 'end', { version, reason }),
  comeBack: (id: string, version: number) => onCase(id, 'reopen', { version }),

  feed: () => authorised<{ created_at: string | null }>('GET', '/api/calendar-feed'),
  newFeed: () => authorised<{ url: string }>('POST', '/api/calendar-feed'),
  dropFeed: () => authorised<void>('DELETE', '/api/calendar-feed'),
};
