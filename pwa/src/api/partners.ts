/// The directory of partners and the federation's catalogue of actions: shapes and calls of `areas/partners` and
/// `areas/settings`.
import { authorised, query } from './authorised';
import type { ImportError } from './cover';
import type { Label } from './types';

export type Partner = {
  id: string;
  ref: string | null;
  kind: string;
  name: string;
  area: string | null;
  sector_ids: string[];
  contact_name: string | null;
  phone: string | null;
  email: string | null;
  availability: string | null;
  note: string | null;
  archived: boolean;
  version: number;
};
export type PartnerBody = Omit<Partner, 'id' | 'archived' | 'version'>;

export type PartnerKind = { id: string; label: Label };
export type CatalogueAction = {
  id: string;
  label: Label;
  needs_agreement: boolean;
  partner_kind: string | null;
  builtin: boolean;
  hidden: boolean;
};
export type Catalogue = { actions: CatalogueAction[]; partner_kinds: PartnerKind[] };

export type Shares = {
  kind: string;
  total: number;
  partners: { id: string; name: string; proposed: number; chosen: number }[];
};

export type PartnerImport = { added: number; changed: number; unchanged: number; errors: ImportError[] };

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
  import: (csv: string, dry_run: boolean) =>
    authorised<PartnerImport>('POST', '/api/partners/import', { csv, dry_run }),
  catalogue: () => authorised<Catalogue>('GET', '/api/catalogue'),
  putCatalogue: (catalogue: Catalogue) => authorised<Catalogue>('PUT', '/api/catalogue', catalogue),
};
