/// The referent's view of the sector as it is now: `areas/sector`.
import { authorised } from './authorised';
import type { components } from './schema';
import type { AlertItem } from './types';

type S = components['schemas'];
export type LateFollowUp = S['LateFollowUp'];
export type SilentPerson = S['SilentPerson'];
export type SilentPhone = S['SilentPhone'];
/// A colleague on duty whom nothing reaches, and why.
export type Unreachable = S['Unreachable'];
export type SectorNow = Omit<S['SectorNow'], 'to_take'> & { to_take: AlertItem[] };

export const sectorApi = { now: () => authorised<SectorNow>('GET', '/api/sector-now') };
