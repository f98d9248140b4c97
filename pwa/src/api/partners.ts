/// The directory of partners and the federation's catalogue of actions: shapes and calls of `areas/partners` and
/// `areas/settings`.
import { authorised, query } from './authorised';
import type { components } from './schema';

type S = components['schemas'];
export type Partner = S['Partner'];
/// All of a partner that is typed; what is empty is null.
export type PartnerBody = Omit<Partner, 'id' | 'archived' | 'version'>;
export type PartnerKind = S['PartnerKindEntry'];
export type CatalogueAction = S['ActionEntry'];
export type Catalogue = S['Catalogue'];
export type Shares = S['KindShares'];

type List<T> = { items: T[] };

export const partnersApi = {
  list: (archived: boolean) =>
    authorised<List<Partner>>('GET', `/api/partners${query({ archived: `${archived}` })}`),
  add: (body: PartnerBody) => authorised<Partner>('POST', '/api/partners', body),
  change: (id: string, version: number, body: PartnerBody) =>
    authorised<Partner>('PUT', `/api/partners/${id}`, { version, ...body }),
  archive: (id: string) => authorised<unknown>('DELETE', `/api/partners/${id}`),
  restore: (id: string) => authorised<unknown>('POST', `/api/partners/${id}/restore`),
  shares: (from: string, to: string) =>
    authorised<List<Shares>>('GET', `/api/partners/shares${query({ from, to })}`),
  catalogue: () => authorised<Catalogue>('GET', '/api/catalogue'),
  putCatalogue: (catalogue: Catalogue) => authorised<Catalogue>('PUT', '/api/catalogue', catalogue),
};
