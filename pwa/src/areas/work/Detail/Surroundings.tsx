/// Who is around the person: consent, family and guardian, who already coordinates, and where the DAC stands. Changed in the
/// person's file; here to be called.
import type { ContactPerson, Coordinator } from '../../../api/casework';
import type { AlertDetail } from '../../../api/types';
import { t } from '../../../i18n';
import { Icon } from '../../../ui/Icon/Icon';
import { DacBlock } from './DacBlock';

export function Surroundings({ alert }: { alert: AlertDetail }) {
  const { coordination } = alert.consent;
  const alone = alert.contacts.length === 0 && alert.coordinators.length === 0;
  return (
    <section class="stack-s">
      <h2>{t('case.around')}</h2>
      <p class="row small">
        <span>{t('case.consent')}</span>
        <span class={`tag ${coordination === 'accepted' ? 'ok' : 'warn'}`}>
          {t(`case.consent.${coordination}`)}
        </span>
      </p>
      {alone ? (
        <p class="muted small">
          {t('case.alone')} <a href={`/personnes/${alert.person.id}#entourage`}>{t('case.fillFile')}</a>
        </p>
      ) : null}
      <ul class="around">
        {alert.coordinators.map((one) => (
          <CoordinatorLine key={`${one.kind}/${one.name}`} one={one} />
        ))}
        {alert.contacts.map((one) => (
          <ContactLine key={one.id} one={one} />
        ))}
      </ul>
      <DacBlock alert={alert} />
    </section>
  );
}

function Phone({ phone, name }: { phone: string; name: string }) {
  return (
    <a
      class="button"
      href={`tel:${phone.replace(/[^+\d]/g, '')}`}
      aria-label={t('case.call', { name, phone })}
    >
      <Icon name="phone" size={16} />
      {phone}
    </a>
  );
}

function CoordinatorLine({ one }: { one: Coordinator }) {
  return (
    <li>
      <span class="around-words">
        <strong>{one.name}</strong>
        <span class="tag">{t(`case.coordinator.${one.kind}`)}</span>
      </span>
      {one.phone ? <Phone phone={one.phone} name={one.name} /> : null}
    </li>
  );
}

function ContactLine({ one }: { one: ContactPerson }) {
  return (
    <li>
      <span class="around-words">
        <strong>{one.name}</strong>
        <span>{one.relation}</span>
        {one.guardian ? <span class="tag warn">{t('case.guardian')}</span> : null}
        {one.carer ? <span class="tag">{t('case.carer')}</span> : null}
        {one.note ? <span class="muted small">{one.note}</span> : null}
      </span>
      {one.phone ? <Phone phone={one.phone} name={one.name} /> : null}
    </li>
  );
}
