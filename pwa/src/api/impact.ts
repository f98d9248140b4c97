/// What was done and what it changed, by sector and month: shapes and calls of `areas/impact`.
import { authorised, authorisedText, query } from './authorised';
import type { Label, Named } from './types';

/// `2026-03`.
export type Month = string;
export type Figures = { outcomes: Record<string, number> | null } & Record<
  string,
  number | Record<string, number> | null
>;

export type ImpactRow = {
  month: Month;
  /// Null: all sectors together.
  sector: Named | null;
  /// So few persons that a count could point at one: those figures are null.
  masked: boolean;
  figures: Figures | null;
};
export type Definition = { key: string; label: Label; text: Label };
export type Impact = { from: Month; to: Month; rows: ImpactRow[]; definitions: Definition[] };

export type ImpactAsked = { from: Month; to: Month; sector_id?: string | undefined };

export const impactApi = {
  read: (asked: ImpactAsked) => authorised<Impact>('GET', `/api/impact${query(asked)}`),
  csv: (asked: ImpactAsked) => authorisedText(`/api/impact.csv${query(asked)}`, 'text/csv'),
};
