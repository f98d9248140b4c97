/// The federation asks for a second factor and there is none: the one page that opens, and the way out.
import { t } from '../../i18n';
import { SignOut } from '../../session/SignOut/SignOut';
import { refreshMe } from '../../session/session';
import { Notice } from '../../ui/Notice/Notice';
import { Heading } from '../../ui/Page/Page';
import { Factors } from './Factors/Factors';
import './security.css';

export { words } from './SecurityPage';

export function SecurityDue() {
  return (
    <main id="main">
      <div class="security stack">
        <Heading title={t('security.dueTitle')} />
        <Notice tone="warn">{t('security.due')}</Notice>
        <Factors onSettled={() => void refreshMe()} />
        <SignOut plain />
      </div>
    </main>
  );
}
