/// How one signs in: one's sessions, password and second factors. Shapes and calls of `areas/security`.
import { authorised } from './authorised';

/// A browser that is signed in.
export type OwnSession = {
  id: string;
  /// Browser and system.
  label: string;
  created_at: string;
  last_seen_at: string | null;
  /// The one that asks.
  current: boolean;
};
export type Factor = {
  id: string;
  kind: string;
  label: string;
  created_at: string;
  last_used_at: string | null;
};
export type Factors = { required: boolean; due: boolean; items: Factor[]; recovery_left: number };
/// Not in use before a first code has shown that the app has it.
export type NewTotp = { id: string; secret: string; uri: string };
/// Codes for paper come with the first factor, and are said once.
export type Confirmed = { recovery_codes: string[] | null };

const FACTORS = '/api/second-factor';
/// Who has just signed in need not say the password again.
const perhaps = (secret?: string) => (secret ? { secret } : {});

export const securityApi = {
  sessions: () => authorised<{ items: OwnSession[] }>('GET', '/api/sessions'),
  endSession: (id: string) => authorised<void>('DELETE', `/api/sessions/${id}`),
  endOthers: () => authorised<void>('POST', '/api/sessions/end-others'),
  password: (current: string, next: string) =>
    authorised<void>('PUT', '/api/password', { current, new: next }),
  factors: () => authorised<Factors>('GET', FACTORS),
  beginTotp: (secret?: string) => authorised<NewTotp>('POST', `${FACTORS}/totp`, perhaps(secret)),
  confirmTotp: (id: string, code: string) =>
    authorised<Confirmed>('POST', `${FACTORS}/totp/${id}/confirm`, { code }),
  beginPasskey: (secret?: string) =>
    authorised<{ options: unknown }>('POST', `${FACTORS}/passkey`, perhaps(secret)),
  confirmPasskey: (label: string, credential: unknown) =>
    authorised<Confirmed>('POST', `${FACTORS}/passkey/confirm`, { label, credential }),
  removeFactor: (id: string, secret: string) => authorised<void>('DELETE', `${FACTORS}/${id}`, { secret }),
  newRecovery: (secret: string) =>
    authorised<{ recovery_codes: string[] }>('POST', `${FACTORS}/recovery`, { secret }),
};
