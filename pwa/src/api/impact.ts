/// What was done and what it changed, by sector and month: shapes and calls of `areas/impact`.
import { authorised, authorisedText, query } from './authorised';
import type { components } from './schema';

type S = components['schemas'];
/// `2026-03`.
export type Month = string;
/// Read by the keys of the definitions, which the server gives.
export type Figures = S['Figures'] & Record<string, unknown>;
/// `sector` null: all sectors together. `masked`: so few persons that a figure could point at one; those figures are null.
export type ImpactRow = Omit<S['ImpactRow'], 'figures'> & { figures: Figures };
export type Definition = S['Definition'];
export type Impact = Omit<S['Impact'], 'rows'> & { rows: ImpactRow[] };

export type ImpactAsked = { from: Month; to: Month; sector_id?: string | undefined };

export const impactApi = {
  read: (asked: ImpactAsked) => authorised<Impact>('GET', `/api/impact${query(asked)}`),
  csv: (asked: ImpactAsked) => authorisedText(`/api/impact.csv${query(asked)}`, 'text/csv'),
};
