/// The calls of case work. Made only in the area of coordinators and referents.
import { authorised, query } from './authorised';
import type {
  Catalogue,
  DacStep,
  Due,
  DuePreset,
  FollowUp,
  FollowUpResult,
  Need,
  NewAction,
  NewFollowUp,
  Partner,
} from './case';
import type { Agreement, AlertDetail, Page } from './types';

export * from './case';

const alert = (id: string, verb: string, body: object) =>
  authorised<AlertDetail>('POST', `/api/alerts/${id}/${verb}`, body);
const followUp = (id: string, verb: string, body: object) =>
  authorised<FollowUp>('POST', `/api/follow-ups/${id}/${verb}`, body);

export const casework = {
  catalogue: () => authorised<Catalogue>('GET', '/api/catalogue'),
  partners: (asked: { q?: string; kind?: string; sector_id?: string }) =>
    authorised<Page<Partner>>('GET', `/api/partners${query(asked)}`),
  action: (id: string, version: number, body: NewAction) => alert(id, 'action', { version, ...body }),
  dac: (
    id: string,
    version: number,
    body: { step: DacStep; agreement?: Agreement; agreed_by?: string; text?: string },
  ) => alert(id, 'dac', { version, ...body }),
  need: (need: Need) => authorised<AlertDetail>('POST', '/api/needs', need),
  plan: (alertId: string, body: NewFollowUp) =>
    authorised<FollowUp>('POST', `/api/alerts/${alertId}/follow-ups`, body),
  done: (id: string, version: number, body: { result: FollowUpResult; text?: string; again?: DuePreset }) =>
    followUp(id, 'done', { version, ...body }),
  postpone: (id: string, version: number, due: Due, reason?: string) =>
    followUp(id, 'postpone', { version, ...due, reason }),
  cancel: (id: string, version: number) => followUp(id, 'cancel', { version }),
  reopenFollowUp: (id: string, version: number) => followUp(id, 'reopen', { version }),
};
