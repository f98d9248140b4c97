/// "Sécurité", for every role: where one is signed in, and for those with a password the password and the second factor. Without a frame
/// of its own: an aide's page already stands in one.
import { type Part, t } from '../../i18n';
import { security } from '../../i18n/security/fr';
import { user } from '../../session/session';
import { Heading } from '../../ui/Page/Page';
import { Factors } from './Factors/Factors';
import { Password } from './Password';
import { Sessions } from './Sessions';
import './security.css';

/// What this area says, in both languages.
export const words: Part[] = [
  { fr: security, en: () => import('../../i18n/security/en').then((chunk) => chunk.security) },
];

export function SecurityPage() {
  return (
    <div class="security stack">
      <header>
        <Heading title={t('security.title')} />
        <p class="muted">{t('security.lead')}</p>
      </header>
      <Sessions />
      {user.value?.role === 'aide' ? null : (
        <>
          <Factors />
          <Password />
        </>
      )}
    </div>
  );
}
