/// Who looked at which file, for the administrator.
import { authorised, query } from './authorised';
import type { Named, Role } from './types';

export type Access = { at: string; user: Named & { role: Role | null }; person: Named; what: string };
export type AccessPage = { items: Access[]; next_cursor: string | null };
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
