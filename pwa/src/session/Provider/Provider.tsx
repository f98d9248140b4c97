/// Signing in through the identity provider of one's institution, where there is one.
import { useEffect, useState } from 'preact/hooks';
import { doorApi, type Ways } from '../../api/door';
import { t } from '../../i18n';
import { startAt } from './provider';
import './provider.css';

export function Provider({ path }: { path: string }) {
  const [ways, setWays] = useState<Ways | null>(null);
  useEffect(() => {
    // Without network there is no provider either: the page stays as it is.
    void doorApi.ways().then((answer) => answer.ok && setWays(answer.data));
  }, []);
  if (!ways?.oidc) return null;
  const { name } = ways.oidc;
  return (
    <div class="stack">
      <p class="or" aria-hidden="true">
        <span>{t('provider.or')}</span>
      </p>
      {/* Not a link: the app's router would take it for a page of its own. */}
      <button type="button" class="button big" onClick={() => location.assign(startAt(path))}>
        {t('provider.with', { name })}
      </button>
    </div>
  );
}
