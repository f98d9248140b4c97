/// English of `fr.ts` beside it.
import type { nav as source } from './fr';

export const nav: Record<keyof typeof source, string> = {
  'nav.pages': 'Pages',
  'nav.open': 'Menu: {page}',
  'nav.alerts': 'Alerts',
  'nav.followUps': 'Follow-ups',
  'nav.reinforced': 'Reinforced follow-up',
  'nav.cover': 'Cover',
  'nav.partners': 'Partners',
  'nav.impact': 'Impact',
  'nav.sector': 'Sector',
  'nav.signals': 'Signals',
  'nav.rules': 'Rules',
  'nav.accounts': 'Accounts',
  'nav.imports': 'Imports',
  'nav.journal': 'Access log',
  'nav.jobs': 'Tasks',
  'nav.letters': 'Messages',
  'nav.settings': 'Settings',

  'nav.banners': 'Running covers',
  'nav.coverAll': 'You stand in for {name} until {to}.',
  'nav.coverPart': 'You stand in for {name} ({part}) until {to}.',
  'nav.coverHelp': 'You help out in {part} until {to}.',
  'nav.coveredBy': '{name} stands in for you until {to}.',
  'nav.coveredPart': '{name} stands in for you ({part}) until {to}.',
  'nav.coveredByNobody': 'You are away until {to}. Nobody stands in for you.',
  'nav.coverSoon': 'From {from}: you stand in for {name}, until {to}.',
  'nav.coveredSoon': 'From {from}: {name} stands in for you, until {to}.',
  'nav.allSectors': 'all sectors',
  'nav.handover': 'See the hand-over list',
};
