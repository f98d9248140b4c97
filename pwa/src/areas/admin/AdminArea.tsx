/// The administrator's area: settings, and the rule lab in a chunk of its own.
import { useState } from 'preact/hooks';
import { useLocation } from 'preact-iso';
import { Lazy } from '../../app/Lazy';
import { NotFound } from '../../app/NotFound';
import { addWords, t } from '../../i18n';
import { admin } from '../../i18n/admin/fr';
import { user } from '../../session/session';
import { Icon } from '../../ui/Icon/Icon';
import { Notice } from '../../ui/Notice/Notice';
import { Page } from '../../ui/Page/Page';
import { AccountMenu } from './AccountMenu';
import './admin.css';
import { Settings } from './Settings';

/// What this area says, in both languages.
export const words = { fr: admin, en: () => import('../../i18n/admin/en').then((chunk) => chunk.admin) };

async function loadLab() {
  const lab = await import('../lab/LabArea');
  await addWords(lab.words);
  return lab.LabArea;
}

const PAGES = [
  { path: '/reglages', word: 'admin.title' },
  { path: '/regles', word: 'admin.navRules' },
] as const;

export function AdminArea() {
  const path = useLocation().path.replace(/(.)\/$/, '$1');
  const here = path === '/' ? '/reglages' : path;
  return (
    <>
      <Bar here={here} />
      {here === '/reglages' ? <Settings /> : null}
      {here === '/regles' ? <Lazy load={loadLab} /> : null}
      {here.startsWith('/personnes/') ? <ClosedFile /> : null}
      {/^\/(reglages$|regles$|personnes\/)/.test(here) ? null : (
        <main id="main">
          <NotFound />
        </main>
      )}
    </>
  );
}

function Bar({ here }: { here: string }) {
  const [menu, setMenu] = useState(false);
  return (
    <>
      <header class="admin-bar">
        <a class="admin-name" href="/reglages">
          <img src="/icons/vigie.svg" alt="" width={28} height={28} />
          <span class="admin-name-word">{t('app.name')}</span>
        </a>
        <nav aria-label={t('admin.nav')}>
          {PAGES.map(({ path, word }) => (
            <a key={path} href={path} aria-current={path === here ? 'page' : undefined}>
              {t(word)}
            </a>
          ))}
        </nav>
        <button type="button" class="admin-user" onClick={() => setMenu(true)}>
          <Icon name="user" />
          <span class="admin-user-name">{user.value?.name}</span>
          <span class="hidden">{t('app.menu')}</span>
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
