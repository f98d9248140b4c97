/// Who may enter: accounts, invitations, lost phones and leavers; for the administrator also sectors; and the visits that wait
/// after a lost phone. To add a part: a file beside these, a line in `PARTS`.
import type { ComponentType } from 'preact';
import { useLocation, useRoute } from 'preact-iso';
import { type Key, t } from '../../i18n';
import { accounts } from '../../i18n/accounts/fr';
import { Heading } from '../../ui/Page/Page';
import { AccountPage } from './Account/AccountPage';
import './accounts.css';
import { Directory } from './Directory';
import { HeldVisits } from './HeldVisits';
import { NewAccount } from './NewAccount';
import { Sectors } from './Sectors';
import { isAdministrator } from './sectors-known';

/// What this area says, in both languages.
export const words = [
  { fr: accounts, en: () => import('../../i18n/accounts/en').then((chunk) => chunk.accounts) },
];

type PartOf = { part: string; word: Key; View: ComponentType; administrator?: boolean };
const PARTS: PartOf[] = [
  { part: '', word: 'accounts.title', View: Directory },
  { part: 'secteurs', word: 'accounts.sectors', View: Sectors, administrator: true },
  { part: 'mis-de-cote', word: 'accounts.held', View: HeldVisits },
];

export function AccountsArea() {
  const { path } = useLocation();
  const part = useRoute().params.part ?? path.split('/')[2] ?? '';
  const parts = PARTS.filter((one) => !one.administrator || isAdministrator());
  const here = parts.find((one) => one.part === part);
  if (!here) {
    return (
      <main id="main" class="accounts stack">
        {part === 'nouveau' ? <NewAccount /> : <AccountPage key={part} id={part} />}
      </main>
    );
  }
  return (
    <main id="main" class="accounts stack">
      <Heading title={t('accounts.title')} />
      <nav class="tabs-row" aria-label={t('accounts.parts')}>
        {parts.map((one) => (
          <a
            key={one.part}
            href={one.part ? `/comptes/${one.part}` : '/comptes'}
            aria-current={one === here ? 'page' : undefined}
          >
            {t(one.word)}
          </a>
        ))}
      </nav>
      <here.View />
    </main>
  );
}
