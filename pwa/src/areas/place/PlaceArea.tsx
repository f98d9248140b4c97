/// A card at a home was read by somebody of the office: straight to the file, or to the person's line in the register.
import { useEffect, useState } from 'preact/hooks';
import { useLocation, useRoute } from 'preact-iso';
import { type PlaceOpened, placeApi } from '../../api/place';
import type { Failure } from '../../api/problem';
import { t } from '../../i18n';
import { place } from '../../i18n/place/fr';
import { NotCome } from '../../ui/Asked/Asked';
import { Notice } from '../../ui/Notice/Notice';
import { Page, Skeleton } from '../../ui/Page/Page';

/// What this area says, in both languages.
export const words = [{ fr: place, en: () => import('../../i18n/place/en').then((chunk) => chunk.place) }];

function pathTo({ leads_to, person }: PlaceOpened): string | null {
  if (!person) return null;
  if (leads_to === 'file') return `/personnes/${person.id}`;
  return leads_to === 'register' ? `/dossiers?${new URLSearchParams({ q: person.name })}` : null;
}

export function PlaceArea() {
  const { code = '' } = useRoute().params;
  const { route } = useLocation();
  const [state, setState] = useState<'busy' | 'nowhere' | Failure>('busy');
  const open = async () => {
    setState('busy');
    const answer = await placeApi.open(code);
    if (!answer.ok) return setState(answer);
    const path = pathTo(answer.data);
    if (path) route(path, true);
    else setState('nowhere');
  };
  useEffect(() => void open(), [code]);
  return (
    <main id="main">
      <Page title={t('place.title')}>
        {state === 'busy' ? <Skeleton label={t('app.loading')} /> : null}
        {state === 'nowhere' ? (
          <Notice tone="warn">
            <strong>{t('place.nowhere')}</strong>
            {t('place.why')}
          </Notice>
        ) : null}
        {typeof state === 'string' ? null : <NotCome failure={state} again={open} />}
      </Page>
    </main>
  );
}
