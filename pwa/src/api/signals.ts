/// What came of the aides' ratings: her own, or, for the referent, those of the sector.
import { authorised } from './authorised';
import type { AideSignal, Named, Page } from './types';

export type Signal = AideSignal & {
  reply?: { text: string; at: string } | null;
  can_reply?: boolean;
  /// For the referent only.
  aide?: Named | null;
};

/// As much as the server takes.
export const REPLY_MAX = 300;

export const signalsApi = {
  list: () => authorised<Page<Signal>>('GET', '/api/signals'),
  reply: (alertId: string, text: string) =>
    authorised<unknown>('POST', `/api/signals/${alertId}/reply`, { text }),
};
