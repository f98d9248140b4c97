/// What is kept of a farewell: whose phone it was, why, and what became of the visits that it still held.
import type { Farewell } from './why';

export const PARTED = 'farewell';

export type Parted = {
  account: string;
  reason: Farewell;
  /// Handed in, for the referent to look at.
  handed: number;
  /// Still here.
  left: number;
};
