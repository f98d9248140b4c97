/// Which pages each role's bar leads to. To add a page: a line here, a word, and its route in the area. Pure.
import type { Role } from '../../api/types';
import type { Key } from '../../i18n';

export type Place = { href: string; word: Key };

const ALERTS: Place = { href: '/alertes', word: 'nav.alerts' };
const FOLLOW_UPS: Place = { href: '/suivis', word: 'nav.followUps' };
const REINFORCED: Place = { href: '/suivi-renforce', word: 'nav.reinforced' };
const COVER: Place = { href: '/suppleance', word: 'nav.cover' };
const PARTNERS: Place = { href: '/partenaires', word: 'nav.partners' };
const IMPACT: Place = { href: '/impact', word: 'nav.impact' };
const SECTOR: Place = { href: '/secteur', word: 'nav.sector' };
const ACCOUNTS: Place = { href: '/comptes', word: 'nav.accounts' };
const REGISTER: Place = { href: '/dossiers', word: 'nav.register' };
const SIGNALS: Place = { href: '/signaux', word: 'nav.signals' };

export function placesOf(role: Role): Place[] {
  if (role === 'administrator') {
    return [
      { href: '/regles', word: 'nav.rules' },
      IMPACT,
      COVER,
      REINFORCED,
      PARTNERS,
      ACCOUNTS,
      REGISTER,
      { href: '/imports', word: 'nav.imports' },
      { href: '/journal', word: 'nav.journal' },
      { href: '/travaux', word: 'nav.jobs' },
      { href: '/courriers', word: 'nav.letters' },
      { href: '/reglages', word: 'nav.settings' },
    ];
  }
  if (role === 'sector_referent') {
    return [SECTOR, ALERTS, FOLLOW_UPS, REINFORCED, COVER, PARTNERS, SIGNALS, IMPACT, ACCOUNTS, REGISTER];
  }
  return [ALERTS, FOLLOW_UPS, REINFORCED, COVER, PARTNERS];
}

/// Where one lands.
const HOMES = ['/alertes', '/reglages'];

/// The place a path belongs to: `/alertes/42` is under `/alertes`. A person's file is under none of them.
export function hereOf(places: Place[], path: string): Place | undefined {
  if (path === '/') return places.find(({ href }) => HOMES.includes(href));
  return places.find(({ href }) => path === href || path.startsWith(`${href}/`));
}
