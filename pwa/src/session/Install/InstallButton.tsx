/// Puts Vigie on the home screen, where the browser has an offer for it.
import { install, installOffer } from '../../app/install';
import { t } from '../../i18n';
import { Icon } from '../../ui/Icon/Icon';

export function InstallButton() {
  if (!installOffer.value) return null;
  return (
    <button type="button" class="button" onClick={() => void install()}>
      <Icon name="install" />
      {t('app.install')}
    </button>
  );
}
