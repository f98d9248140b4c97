/// The referent's view of the sector as it is now: `areas/sector`.
import { authorised } from './authorised';
import type { components } from './schema';
import type { AlertItem, Role } from './types';

type S = components['schemas'];
export type LateFollowUp = S['LateFollowUp'];
export type SilentPerson = S['SilentPerson'];
export type SilentPhone = S['SilentPhone'];
/// A colleague on duty whom nothing reaches, and why.
export type Unreachable = {
  id: string;
  name: string;
  role: Role;
  why: 'no_device' | 'off' | 'not_received' | 'disabled';
  since: string | null;
};
export type SectorNow = Omit<S['SectorNow'], 'to_take' | 'unreachable'> & {
  to_take: AlertItem[];
  unreachable: Unreachable[];
};

export const sectorApi = { now: () => authorised<SectorNow>('GET', '/api/sector-now') };
