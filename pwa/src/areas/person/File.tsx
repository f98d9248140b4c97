/// The parts of the file: two columns on a desk, one after the other on a phone and on paper.
import type { PersonFile } from '../../api/file';
import { t } from '../../i18n';
import { EmergencyNotice } from '../../ui/Emergency/Emergency';
import { HistoryChart } from '../work/Chart/HistoryChart';
import { Absences } from './Absences/Absences';
import { Alerts } from './Alerts';
import { Caseload } from './Caseload';
import { Consent } from './Consent/Consent';
import { Contacts } from './Contacts/Contacts';
import { Coordinators } from './Contacts/Coordinators';
import { FollowUps } from './FollowUps';
import { Head } from './Head/Head';
import { Timeline } from './Timeline/Timeline';
import { Watch } from './Watch';

/// The way to the parts, since on a phone they are far apart.
const PARTS = [
  { id: 'suivis', word: 'person.followUps' },
  { id: 'entourage', word: 'person.contacts' },
  { id: 'coordination', word: 'work.consent' },
  { id: 'semaines', word: 'person.weeks' },
  { id: 'journal', word: 'person.timeline' },
] as const;

export type Part = { file: PersonFile; reload: () => Promise<void> };

export function File(part: Part) {
  const { file, reload } = part;
  return (
    <>
      <Head {...part} />
      <nav class="person-nav" aria-label={t('person.parts')}>
        {PARTS.map(({ id, word }) => (
          <a key={id} href={`#${id}`}>
            {t(word)}
          </a>
        ))}
      </nav>
      <EmergencyNotice />
      <div class="person-grid">
        <div class="person-now">
          <FollowUps {...part} />
          <Watch {...part} />
          <Caseload {...part} />
        </div>
        <div class="person-around">
          <Contacts {...part} />
          <Coordinators {...part} />
          <Consent {...part} />
          <Absences person={file.id} absences={file.history.absences} onChange={reload} />
        </div>
        <div class="person-past">
          <div id="semaines">
            <HistoryChart history={file.history} />
          </div>
          <Alerts file={file} />
          <Timeline person={file.id} file={file} />
        </div>
      </div>
    </>
  );
}
