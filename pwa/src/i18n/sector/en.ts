/// English of `fr.ts` beside it.
import type { sector as source } from './fr';

export const sector: Record<keyof typeof source, string> = {
  'sector.title': 'My sector',
  'sector.at': 'Up to date at {time}',
  'sector.offline': 'No network: list of {time}. Taking an alert needs the network.',
  'sector.refresh': 'Refresh',
  'sector.summary': 'In short',
  'sector.allClear': 'Nothing to take, nothing late.',

  'sector.toTake': 'To take',
  'sector.toTakeNone': 'No alert to take.',
  'sector.take': 'I take it',
  'sector.takeThis': 'I take it: the alert about {name}',
  'sector.taken': 'The alert about {name} is yours.',
  'sector.needsNetwork': 'Taking an alert needs the network. Try again.',
  'sector.open': 'See the alert',
  'sector.overdue': 'Past its target',
  'sector.allAlerts': 'All alerts',

  'sector.late': 'Late follow-ups',
  'sector.lateNone': 'No late follow-up.',
  'sector.lateKind.call': 'Call',
  'sector.lateKind.visit': 'Visit',
  'sector.lateKind.check': 'Check',
  'sector.lateKind.other': 'Follow-up',
  'sector.lateDue': 'Promised for {date}',
  'sector.noOwner': 'nobody owns it',
  'sector.planner': 'Open the follow-ups',

  'sector.silent': 'No news',
  'sector.silentNone': 'There is news of everybody.',
  'sector.silentMore': 'No rating for two weeks, and no declared absence.',
  'sector.lastRated_one': 'Last rating {n} day ago',
  'sector.lastRated_other': 'Last rating {n} days ago',
  'sector.neverRated': 'Never rated',
  'sector.call': 'Call',
  'sector.callThis': 'Call {name}, {phone}',
  'sector.noPhone': 'No number in the file',
  'sector.file': 'File',
  'sector.fileOf': 'File of {name}',

  'sector.phones': 'Silent phones',
  'sector.phonesNone': 'Every phone gave a sign of life.',
  'sector.phonesMore':
    'These aides have visits, but their phone has sent nothing for 48 hours. Rated visits may be waiting on it.',
  'sector.lastSeen': 'Seen on {date}',
  'sector.neverSeen': 'Never seen',

  'sector.unreachable': 'Without notifications',
  'sector.unreachableMore':
    'Nothing would tell them now. Better to speak with them before an alert is missed.',
  'sector.why.no_device': 'No device and no address',
  'sector.why.off': 'Turned everything off',
  'sector.why.not_received': 'Their device confirms nothing any more',
  'sector.why.disabled': 'Account disabled',
  'sector.whySince': 'since {date}',
};
