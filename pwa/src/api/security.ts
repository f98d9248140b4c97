/// How one signs in: one's sessions, password and second factors. Shapes and calls of `areas/security`.
import { authorised } from './authorised';
import type { S } from './types';

/// A browser that is signed in.
export type OwnSession = S['SessionView'];
export type Factor = S['FactorView'];
export type Factors = S['SecondFactors'];
/// Not in use before a first code has shown that the app has it.
export type NewTotp = S['NewTotp'];
/// Codes for paper come with the first factor, and are said once.
export type Confirmed = S['Confirmed'];

const FACTORS = '/api/second-factor';
/// Who has just signed in need not say the password again.
const perhaps = (secret?: string) => (secret ? { secret } : {});

export const securityApi = {
  sessions: () => authorised<S['Sessions']>('GET', '/api/sessions'),
  endSession: (id: string) => authorised<void>('DELETE', `/api/sessions/${id}`),
  endOthers: () => authorised<void>('POST', '/api/sessions/end-others'),
  password: (current: string, next: string) =>
    authorised<void>('PUT', '/api/password', { current, new: next }),
  factors: () => authorised<Factors>('GET', FACTORS),
  beginTotp: (secret?: string) => authorised<NewTotp>('POST', `${FACTORS}/totp`, perhaps(secret)),
  confirmTotp: (id: string, code: string) =>
    authorised<Confirmed>('POST', `${FACTORS}/totp/${id}/confirm`, { code }),
  beginPasskey: (secret?: string) =>
    authorised<S['PasskeyOptions']>('POST', `${FACTORS}/passkey`, perhaps(secret)),
  confirmPasskey: (label: string, credential: unknown) =>
    authorised<Confirmed>('POST', `${FACTORS}/passkey/confirm`, { label, credential }),
  removeFactor: (id: string, secret: string) => authorised<void>('DELETE', `${FACTORS}/${id}`, { secret }),
  newRecovery: (secret: string) => authorised<S['NewCodes']>('POST', `${FACTORS}/recovery`, { secret }),
};
