/// The state of the messages shown, from the address, and the reason of a failure as a key of words. Pure.
import type { LetterState } from '../../api/jobs';

const STATES: readonly LetterState[] = ['dead', 'expired', 'unreachable'];

export const readState = (text: string | undefined): LetterState | 'all' =>
  STATES.find((state) => state === text) ?? 'all';

/// A push service's refusal begins with its status; the rest of the text is for logs.
export const reasonOf = (error: string): string => /^(\d{3}): /.exec(error)?.[1] ?? error;
