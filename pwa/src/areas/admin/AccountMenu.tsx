/// One's notifications, language and sign-out.
import { t } from '../../i18n';
import { leave, user } from '../../session/session';
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
      <button type="button" class="button" onClick={() => void leave()}>
        {t('app.signOut')}
      </button>
    </Dialog>
  );
}
