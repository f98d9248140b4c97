/// What came of the aides' ratings: her own, or, for the referent, those of the sector.
import { authorised } from './authorised';
import type { AideSignal, Page } from './types';

/// `aide` is there for the referent only.
export type Signal = AideSignal;

/// As much as the server takes.
export const REPLY_MAX = 300;

export const signalsApi = {
  list: () => authorised<Page<Signal>>('GET', '/api/signals'),
  reply: (alertId: string, text: string) =>
    authorised<unknown>('POST', `/api/signals/${alertId}/reply`, { text }),
};
