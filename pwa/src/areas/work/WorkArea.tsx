/// The area of coordinators and sector referents. The queue and one alert share a page: beside each other on a
/// wide screen, one after the other on a phone.
import { useEffect } from 'preact/hooks';
import { Route, Router, useLocation } from 'preact-iso';
import { lazily } from '../../app/lazily';
import { NotFound } from '../../app/NotFound';
import type { Part } from '../../i18n';
import { casework } from '../../i18n/case/fr';
import { triage } from '../../i18n/triage/fr';
import { work } from '../../i18n/work/fr';
import { user } from '../../session/session';
import { useWide } from '../../ui/useWide';
import { Banners } from '../nav/Banners';
import {
  Accounts,
  Caseload,
  Cover,
  Impact,
  Notifications,
  Partners,
  Person,
  Place,
  Plan,
  Register,
  Sector,
  Security,
  Signals,
} from '../nav/page';
import { navWords } from '../nav/words';
import { helpOpen } from './keys';
import { leaveWork } from './leave';
import { needOpen } from './Need/open';
import { useGo } from './useKeys';
import { WorkBar } from './WorkBar/WorkBar';
import { Workplace } from './Workplace';

/// What this area says, in both languages.
export const words: Part[] = [
  { fr: work, en: () => import('../../i18n/work/en').then((chunk) => chunk.work) },
  { fr: triage, en: () => import('../../i18n/triage/en').then((chunk) => chunk.triage) },
  { fr: casework, en: () => import('../../i18n/case/en').then((chunk) => chunk.casework) },
  navWords,
];

// Dialogs that are seldom opened.
const KeysHelp = lazily(() => import('./KeysHelp').then((chunk) => chunk.KeysHelp));
const NeedDialog = lazily(() => import('./Need/NeedDialog').then((chunk) => chunk.NeedDialog));

const help = (shown: boolean) => {
  helpOpen.value = shown;
};

/// A referent begins with the sector on a phone; at a desk everybody begins with the queue.
function Start() {
  const { route } = useLocation();
  const sector = !useWide('(min-width: 40rem)') && user.value?.role === 'sector_referent';
  useEffect(() => {
    if (sector) route('/secteur', true);
  }, [sector]);
  return sector ? null : <Workplace />;
}

export function WorkArea() {
  useEffect(() => leaveWork, []);
  useGo(() => help(true));
  return (
    <>
      <WorkBar />
      <Banners />
      <Router>
        <Route path="/" component={Start} />
        <Route path="/secteur" component={Sector} />
        <Route path="/signaux" component={Signals} />
        <Route path="/alertes/:id?" component={Workplace} />
        <Route path="/suivis" component={Plan} />
        <Route path="/suivi-renforce" component={Caseload} />
        <Route path="/personnes/:id" component={Person} />
        <Route path="/v/:code" component={Place} />
        <Route path="/suppleance/:id?" component={Cover} />
        <Route path="/impact" component={Impact} />
        <Route path="/comptes/:part?" component={Accounts} />
        <Route path="/dossiers" component={Register} />
        <Route path="/securite" component={Security} />
        <Route path="/notifications" component={Notifications} />
        <Route path="/partenaires/:part?" component={Partners} />
        <Route default component={NotFound} />
      </Router>
      {needOpen.value ? <NeedDialog /> : null}
      {helpOpen.value ? <KeysHelp onClose={() => help(false)} /> : null}
    </>
  );
}
