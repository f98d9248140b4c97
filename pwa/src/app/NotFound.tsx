/// For addresses that no area knows.
import { t } from '../i18n';
import { Page } from '../ui/Page/Page';

export function NotFound() {
  return (
    <Page title={t('app.notFound')}>
      <a class="button" href="/">
        {t('app.home')}
      </a>
    </Page>
  );
}
