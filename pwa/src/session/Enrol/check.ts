/// What the server says of an enrolment link. Pure.
import { hasCode, type Result } from '../../api/problem';
import type { EnrolmentCheck } from '../../api/types';

export type Checked =
  | { kind: 'open'; token: string; check: EnrolmentCheck }
  | { kind: 'spent' | 'unreachable' }
  /// The link may be good: the server could not say, for the reason it gives.
  | { kind: 'refused'; why: string };

export function checked(token: string, answer: Result<EnrolmentCheck>): Checked {
  if (answer.ok) return { kind: 'open', token, check: answer.data };
  if (answer.kind !== 'problem') return { kind: 'unreachable' };
  if (hasCode(answer, 'enrolment_spent')) return { kind: 'spent' };
  return { kind: 'refused', why: answer.problem.detail || answer.problem.title };
}
