/// The administrator's settings: working time and targets, the catalogue, when people are told, what is asked at sign-in, for how long names are kept, the
/// webhook, and what runs by itself. To add a part: a folder beside these, a line in `PARTS`.
import type { ComponentType } from 'preact';
import { useLocation } from 'preact-iso';
import { type Key, t } from '../../i18n';
import { settings } from '../../i18n/settings/fr';
import { Heading } from '../../ui/Page/Page';
import { Access } from './Access/Access';
import { Catalogue } from './Catalogue/Catalogue';
import { Keeping } from './Keeping/Keeping';
import { Notices } from './Notices/Notices';
import './settings.css';
import { System } from './System/System';
import { Webhook } from './Webhook/Webhook';
import { Work } from './Work/Work';

/// What this area says, in both languages.
export const words = [
  { fr: settings, en: () => import('../../i18n/settings/en').then((chunk) => chunk.settings) },
];

const PARTS: { path: string; word: Key; View: ComponentType }[] = [
  { path: '/reglages', word: 'settings.work', View: Work },
  { path: '/reglages/catalogue', word: 'settings.catalogue', View: Catalogue },
  { path: '/reglages/notifications', word: 'settings.notices', View: Notices },
  { path: '/reglages/acces', word: 'settings.access', View: Access },
  { path: '/reglages/conservation', word: 'settings.keeping', View: Keeping },
  { path: '/reglages/webhook', word: 'settings.webhookTab', View: Webhook },
  { path: '/reglages/taches', word: 'settings.system', View: System },
];

export function SettingsArea() {
  const path = useLocation().path.replace(/(.)\/$/, '$1');
  const here = PARTS.find((part) => part.path === path) ?? PARTS[0];
  if (!here) return null;
  return (
    <main id="main" class="settings stack">
      <Heading title={t('settings.title')} />
      <nav class="tabs-row" aria-label={t('settings.parts')}>
        {PARTS.map((part) => (
          <a key={part.path} href={part.path} aria-current={part === here ? 'page' : undefined}>
            {t(part.word)}
          </a>
        ))}
      </nav>
      <here.View />
    </main>
  );
}
