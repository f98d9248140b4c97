/// The referent's view of the sector as it is now: `areas/sector`.
import { authorised } from './authorised';
import type { PersonRef } from './follow';
import type { AlertItem, Named } from './types';

export type LateFollowUp = {
  id: string;
  person: PersonRef;
  kind: string;
  due_on: string;
  owner: Named | null;
};
export type SilentPerson = {
  person: PersonRef;
  phone: string | null;
  last_rated_at: string | null;
  days: number;
};
export type SilentPhone = { aide: Named; last_seen_at: string | null };

export type SectorNow = {
  sector_ids: string[];
  to_take: AlertItem[];
  late_follow_ups: LateFollowUp[];
  silent_persons: SilentPerson[];
  silent_phones: SilentPhone[];
  /// Colleagues whom no push reaches.
  unreachable: Named[];
  at: string;
};

export const sectorApi = { now: () => authorised<SectorNow>('GET', '/api/sector-now') };
