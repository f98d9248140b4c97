/// English of `fr.ts` beside it.
import type { signals as source } from './fr';

export const signals: Record<keyof typeof source, string> = {
  'signals.title': 'Signals of the sector',
  'signals.lead': 'What each aide sees of what she signalled. This page counts and compares nobody.',
  'signals.show': 'Show',
  'signals.all': 'All',
  'signals.received': 'Received',
  'signals.taken': 'Taken',
  'signals.closed': 'Closed',
  'signals.count_one': '{n} signal',
  'signals.count_other': '{n} signals',
  'signals.empty': 'No signal for the moment.',
  'signals.emptyMore': 'It will appear here as soon as a rated visit opens an alert.',
  'signals.emptyFiltered': 'No signal in this state.',
  'signals.by': 'Signalled by {name}, visit of {date}',
  'signals.told': 'The word for the aide',
  'signals.notTold': 'No word was written for the aide.',
  'signals.reply': 'Her answer',
  'signals.open': 'See the alert',
  'signals.openThis': 'See the alert about {name}',
};
