/// Who looked at which file, for the administrator.
import { authorised, query } from './authorised';
import type { components } from './schema';

type S = components['schemas'];
export type Access = S['LookView'];
export type AccessPage = S['AccessLog'];
export type AccessFilter = {
  person_id?: string | undefined;
  user_id?: string | undefined;
  from?: string | undefined;
  to?: string | undefined;
  cursor?: string | undefined;
  limit?: string | undefined;
};

export const journalApi = {
  list: (filter: AccessFilter) => authorised<AccessPage>('GET', `/api/access-log${query(filter)}`),
};
