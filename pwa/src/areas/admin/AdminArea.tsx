/// The administrator's area. Each page but the small ones is a chunk of its own; to add one, see `areas/nav`.
import { useState } from 'preact/hooks';
import { Route, Router } from 'preact-iso';
import { NotFound } from '../../app/NotFound';
import { type Part, t } from '../../i18n';
import { admin } from '../../i18n/admin/fr';
import { user } from '../../session/session';
import { Icon } from '../../ui/Icon/Icon';
import { Notice } from '../../ui/Notice/Notice';
import { Page } from '../../ui/Page/Page';
import { Nav } from '../nav/Nav';
import {
  Accounts,
  Caseload,
  Cover,
  Impact,
  Imports,
  Jobs,
  Journal,
  Lab,
  Letters,
  Notifications,
  Partners,
  Place,
  Register,
  Security,
  Settings,
} from '../nav/page';
import { placesOf } from '../nav/places';
import { navWords } from '../nav/words';
import { AccountMenu } from './AccountMenu';
import './admin.css';

/// What this area says, in both languages.
export const words: Part[] = [
  { fr: admin, en: () => import('../../i18n/admin/en').then((chunk) => chunk.admin) },
  navWords,
];

export function AdminArea() {
  return (
    <>
      <Bar />
      <Router>
        <Route path="/" component={Settings} />
        <Route path="/reglages/:part?" component={Settings} />
        <Route path="/comptes/:part?" component={Accounts} />
        <Route path="/imports" component={Imports} />
        <Route path="/dossiers" component={Register} />
        <Route path="/v/:code" component={Place} />
        <Route path="/journal" component={Journal} />
        <Route path="/regles" component={Lab} />
        <Route path="/travaux" component={Jobs} />
        <Route path="/courriers/:part?" component={Letters} />
        <Route path="/suppleance/:id?" component={Cover} />
        <Route path="/suivi-renforce" component={Caseload} />
        <Route path="/impact" component={Impact} />
        <Route path="/securite" component={Security} />
        <Route path="/notifications" component={Notifications} />
        <Route path="/partenaires/:part?" component={Partners} />
        <Route path="/personnes/:id" component={ClosedFile} />
        <Route default component={Unknown} />
      </Router>
    </>
  );
}

function Unknown() {
  return (
    <main id="main">
      <NotFound />
    </main>
  );
}

function Bar() {
  const [menu, setMenu] = useState(false);
  return (
    <>
      <header class="admin-bar">
        <a class="admin-name" href="/reglages">
          <img src="/icons/vigie.svg" alt="" width={28} height={28} />
          <span class="admin-name-word">{t('app.name')}</span>
        </a>
        <Nav id="admin-pages" places={placesOf('administrator')} />
        <button type="button" class="admin-user" onClick={() => setMenu(true)}>
          <Icon name="user" />
          <span class="admin-user-name">{user.value?.name}</span>
          <span class="hidden">{t('app.account')}</span>
        </button>
      </header>
      {menu ? <AccountMenu onClose={() => setMenu(false)} /> : null}
    </>
  );
}

/// The rule lab names persons and links to their files; an administrator may pass the link on, not follow it.
function ClosedFile() {
  return (
    <main id="main">
      <Page title={t('admin.person')}>
        <Notice>
          {t('admin.personClosed')}
          <span>{t('admin.personMore')}</span>
        </Notice>
        <a class="button" href="/regles">
          <Icon name="back" />
          {t('admin.navRules')}
        </a>
      </Page>
    </main>
  );
}
