/// Outcomes of a call, named. A caller never sees an exception for what can be expected on a phone.
import type { FollowUp } from './case';
import type { AlertDetail, Problem } from './types';

export type Failure =
  /// The server answered with a problem document; 409s carry the alert or the follow-up as it is now.
  | {
      ok: false;
      kind: 'problem';
      status: number;
      problem: Problem & { alert?: AlertDetail; follow_up?: FollowUp };
    }
  /// The session is over: sign in again, keep working meanwhile.
  | { ok: false; kind: 'ended' }
  /// No answer, or not from our server.
  | { ok: false; kind: 'unreachable' };
export type Result<T> = { ok: true; data: T } | Failure;

export const hasCode = (failure: Failure, code: string) =>
  failure.kind === 'problem' && failure.problem.code === code;
