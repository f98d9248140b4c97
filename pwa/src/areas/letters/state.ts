/// The state of the messages shown, from the address. Pure.
import type { LetterState } from '../../api/jobs';

const STATES: readonly LetterState[] = ['dead', 'expired', 'unreachable'];

export const readState = (text: string | undefined): LetterState | 'all' =>
  STATES.find((state) => state === text) ?? 'all';
