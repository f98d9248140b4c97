/// Entering: what is asked before there is a session, but for the first sign-in itself (`client.ts`). Loaded with the doors.
import { lang } from '../i18n';
import { call } from './http';
import type { S, Session } from './types';

const open = <R>(path: string, body: unknown) =>
  call<R>({ method: 'POST', path, body, language: lang.value });

export type FactorKind = 'totp' | 'passkey' | 'recovery';
/// What the problem `second_factor_required` carries.
export type Challenge = { challenge: string; kinds: FactorKind[]; passkey: unknown };
export type Proof = { code: string } | { recovery: string } | { passkey: unknown };

/// How one can sign in here.
export type Ways = S['Ways'];

export const doorApi = {
  ways: () => call<Ways>({ method: 'GET', path: '/api/session/ways', language: lang.value }),
  /// Opens the session of who has come back from the identity provider.
  arrive: () => open<Session>('/api/oidc/session', {}),
  enrolByCode: (login: string, code: string, password?: string) =>
    open<Session>('/api/enrolment/code', { login, code, password }),
  prove: (challenge: string, proof: Proof) =>
    open<Session>('/api/session/second-factor', { challenge, ...proof }),
};
