/// English of `fr.ts` beside it.
import type { person as source } from './fr';

export const person: Record<keyof typeof source, string> = {
  'person.fileOf': 'File of {name}',
  'person.earlier': 'Alerts',
  'person.noEarlier': 'No alert so far.',
  'person.notFound': 'This file does not exist, or is not in your sector.',
  'away.title': 'Absences',
  'away.none': 'No absence declared.',
  'away.why': 'During an absence, silence alerts nobody.',
  'away.declare': 'Declare an absence',
  'away.kindLabel': 'Where',
  'away.from': 'First day',
  'away.to': 'Last day (optional)',
  'away.toHint': 'Without a date: until further notice.',
  'away.order': 'The last day comes before the first.',
  'away.missing': 'Give the first day.',
  'away.now': 'Under way',
  'away.coming': 'To come',
  'away.past': 'Past',
  'away.remove': 'Take back',
  'away.removeThis': 'Take back: {what}',
  'away.declared': 'Absence declared.',
  'away.removed': 'Absence taken back.',
};
