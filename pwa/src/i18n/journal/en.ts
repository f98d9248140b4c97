/// English of `fr.ts` beside it.
import type { journal as source } from './fr';

export const journal: Record<keyof typeof source, string> = {
  'journal.title': 'Access log',
  'journal.lead': 'Who opened which file, and when. Every look is noted.',
  'journal.from': 'From',
  'journal.to': 'To',
  'journal.user': 'User',
  'journal.person': 'Person helped',
  'journal.only': 'Only: {name}',
  'journal.onlyUser': 'Show only {name}, user',
  'journal.onlyPerson': 'Show only the file of {name}',
  'journal.drop': 'Remove the filter {name}',
  'journal.at': 'Date',
  'journal.what': 'What was seen',
  'journal.count_one': '{n} access shown',
  'journal.count_other': '{n} accesses shown',
  'journal.more': 'Show more',
  'journal.empty': 'No access in this period.',
  'journal.hint': 'Touch a name to see only its accesses.',
  'journal.what.file': 'File',
  'journal.what.handover': 'Hand-over list',
  'journal.what.follow_up': 'Follow-up',
  'journal.what.watch': 'Watch',
  'journal.what.caseload': 'Reinforced follow-up',
  'journal.what.alert': 'Alert',
  'journal.what.timeline': 'History of the file',
};
