/// Partners: the directory, and how often each was chosen. An administrator also imports a list, with the other files.
import { useLocation } from 'preact-iso';
import { partnersApi } from '../../api/partners';
import { label, t } from '../../i18n';
import { partners } from '../../i18n/partners/fr';
import { Asked, useAsked } from '../../ui/Asked/Asked';
import { Heading } from '../../ui/Page/Page';
import { Directory } from './Directory';
import './partners.css';
import { Shares } from './Shares';

/// What this area says, in both languages.
export const words = [
  { fr: partners, en: () => import('../../i18n/partners/en').then((chunk) => chunk.partners) },
];

/// Every kind a partner may have, with its name.
export type Kinds = { value: string; label: string }[];
export const kindName = (kinds: Kinds, id: string) => kinds.find((kind) => kind.value === id)?.label ?? id;

export function PartnersArea() {
  const { path } = useLocation();
  const shares = path.startsWith('/partenaires/repartition');
  const catalogue = useAsked(partnersApi.catalogue);
  return (
    <main id="main" class="partners stack">
      <header>
        <Heading title={t('partners.title')} />
        <p class="muted">{t('partners.lead')}</p>
      </header>
      <nav class="tabs-row" aria-label={t('partners.parts')}>
        <a href="/partenaires" aria-current={shares ? undefined : 'page'}>
          {t('partners.directory')}
        </a>
        <a href="/partenaires/repartition" aria-current={shares ? 'page' : undefined}>
          {t('partners.shares')}
        </a>
      </nav>
      <Asked of={catalogue}>
        {({ partner_kinds }) => {
          const kinds = partner_kinds.map((kind) => ({ value: kind.id, label: label(kind.label) }));
          return shares ? <Shares kinds={kinds} /> : <Directory kinds={kinds} />;
        }}
      </Asked>
    </main>
  );
}
