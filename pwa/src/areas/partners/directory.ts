/// The directory as data: what a search finds, and how it reads in the address. Pure.
import type { Partner } from '../../api/partners';
import { matches } from '../../ui/search';

export type Search = { q: string; kind: string; sector: string; archived: boolean };

export function readSearch(query: Record<string, string>): Search {
  return {
    q: query.q ?? '',
    kind: query.sorte ?? '',
    sector: query.secteur ?? '',
    archived: query.archives === '1',
  };
}

export function writeSearch({ q, kind, sector, archived }: Search): string {
  const search = new URLSearchParams();
  if (q) search.set('q', q);
  if (kind) search.set('sorte', kind);
  if (sector) search.set('secteur', sector);
  if (archived) search.set('archives', '1');
  const text = search.toString();
  return text ? `?${text}` : '';
}

/// In every word a person may remember of a service. A partner without sectors serves all of them.
export function found(partners: Partner[], { q, kind, sector }: Search): Partner[] {
  const text = (partner: Partner) =>
    [partner.name, partner.area, partner.contact_name, partner.note, partner.phone].filter(Boolean).join(' ');
  return partners
    .filter((partner) => !kind || partner.kind === kind)
    .filter((partner) => !sector || partner.sector_ids.length === 0 || partner.sector_ids.includes(sector))
    .filter((partner) => matches(text(partner), q))
    .sort((a, b) => a.name.localeCompare(b.name));
}
