/// One's notifications, language and sign-out.
import { t } from '../../i18n';
import { SignOut } from '../../session/SignOut/SignOut';
import { user } from '../../session/session';
import { Dialog } from '../../ui/Dialog/Dialog';
import { Icon } from '../../ui/Icon/Icon';
import { Language } from '../../ui/Language/Language';

export function AccountMenu({ onClose }: { onClose: () => void }) {
  return (
    <Dialog title={user.value?.name ?? ''} onClose={onClose}>
      <p class="muted">{user.value ? t(`role.${user.value.role}`) : ''}</p>
      <a class="button" href="/notifications" onClick={onClose}>
        <Icon name="bell" />
        {t('push.mine')}
      </a>
      <a class="button" href="/securite" onClick={onClose}>
        <Icon name="lock" />
        {t('app.security')}
      </a>
      <Language />
      <SignOut />
    </Dialog>
  );
}
