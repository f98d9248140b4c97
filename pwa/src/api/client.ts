/// Calls of every area, typed. Add one line per endpoint below; calls that only one lazy area makes lie in a file of
/// their own (`triage.ts`), so that an aide's phone does not load them.
import { lang } from '../i18n';
import { authorised, query } from './authorised';
import { call } from './http';
import type * as L from './lab';
import type * as T from './types';

const open = <R>(method: 'GET' | 'POST' | 'DELETE', path: string, body?: unknown) =>
  call<R>({ method, path, body, language: lang.value });

const alert = (id: string, verb: string, body: object) =>
  authorised<T.AlertDetail>('POST', `/api/alerts/${id}/${verb}`, body);

export const api = {
  signIn: (login: string, secret: string) => open<T.Session>('POST', '/api/session', { login, secret }),
  signOut: () => authorised<void>('DELETE', '/api/session'),
  checkEnrolment: (token: string) => open<T.EnrolmentCheck>('POST', '/api/enrolment/check', { token }),
  enrol: (token: string, password?: string) => open<T.Session>('POST', '/api/enrolment', { token, password }),
  me: () => authorised<T.Me>('GET', '/api/me'),
  visits: (from: string, to: string) =>
    authorised<T.Page<T.Visit>>('GET', `/api/visits${query({ from, to })}`),
  persons: (q?: string) => authorised<T.Page<T.PersonItem>>('GET', `/api/persons${query({ q })}`),
  person: (id: string) => authorised<T.PersonFile>('GET', `/api/persons/${id}`),
  consent: (id: string, coordination: T.Coordination, given_by: string) =>
    authorised<void>('PUT', `/api/persons/${id}/consent`, { coordination, given_by }),
  declareAbsence: (id: string, absence: T.NewAbsence) =>
    authorised<T.Absence>('POST', `/api/persons/${id}/absences`, absence),
  takeBackAbsence: (id: string, absence: string) =>
    authorised<void>('DELETE', `/api/persons/${id}/absences/${absence}`),
  alert: (id: string) => authorised<T.AlertDetail>('GET', `/api/alerts/${id}`),
  claim: (id: string, version: number) => alert(id, 'claim', { version }),
  release: (id: string, version: number, note?: string) => alert(id, 'release', { version, note }),
  assign: (id: string, version: number, owner_id: string, note?: string) =>
    alert(id, 'assign', { version, owner_id, note }),
  snooze: (id: string, version: number, until: string) => alert(id, 'snooze', { version, until }),
  wake: (id: string, version: number) => alert(id, 'wake', { version }),
  note: (id: string, version: number, text: string) => alert(id, 'note', { version, text }),
  retract: (id: string, version: number, seq: number) => alert(id, 'retract', { version, seq }),
  resolve: (id: string, version: number, outcome: T.Outcome, for_aide?: string) =>
    alert(id, 'resolve', { version, outcome, for_aide }),
  reopen: (id: string, version: number) => alert(id, 'reopen', { version }),
  team: () => authorised<T.Page<T.TeamMember>>('GET', '/api/team'),
  pushKey: () => authorised<{ key: string }>('GET', '/api/push/key'),
  putSubscription: ({ endpoint, keys }: PushSubscriptionJSON, key: string) =>
    authorised<void>('PUT', '/api/push/subscription', { endpoint, keys, key }),
  dropSubscription: (endpoint: string) => authorised<void>('DELETE', '/api/push/subscription', { endpoint }),
  rules: () => authorised<L.RulesAnswer>('GET', '/api/rules'),
  checkRules: (rules: unknown) => authorised<L.Checked>('POST', '/api/rules/check', { rules }),
  publishRules: (rules: unknown, reason: string, base_version: number, effective_from: string | null) =>
    authorised<L.RulesAnswer>('PUT', '/api/rules', { rules, reason, base_version, effective_from }),
  takeBackRules: () => authorised<L.RulesAnswer>('DELETE', '/api/rules/waiting'),
  rollBackRules: (reason: string) => authorised<L.RulesAnswer>('POST', '/api/rules/rollback', { reason }),
  startBacktest: (rules: unknown, days: L.ReplayDays) =>
    authorised<L.Backtest>('POST', '/api/rules/backtest', { rules, days }),
  backtest: (id: string) => authorised<L.Backtest>('GET', `/api/rules/backtest/${id}`),
  cancelBacktest: (id: string) => authorised<void>('DELETE', `/api/rules/backtest/${id}`),
  overrides: () => authorised<T.Page<L.Exception>>('GET', '/api/rules/overrides'),
  addOverride: (body: L.NewException) => authorised<L.Exception>('POST', '/api/rules/overrides', body),
  removeOverride: (id: string) => authorised<void>('DELETE', `/api/rules/overrides/${id}`),
  startShadow: (rules: unknown, days: number) =>
    authorised<L.Shadow>('POST', '/api/rules/shadow', { rules, days }),
  stopShadow: () => authorised<void>('DELETE', '/api/rules/shadow'),
};
