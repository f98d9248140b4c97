/// Who to call in an emergency. Works without network: the numbers are links, the federation's own ones are
/// part of the profile kept on the phone.
import { label, t } from '../../i18n';
import { me } from '../../session/session';
import { Disclosure } from '../Disclosure/Disclosure';
import { Icon } from '../Icon/Icon';
import './emergency.css';

const NATIONAL = ['15', '18', '112'] as const;

function Call({ phone, name }: { phone: string; name: string }) {
  return (
    <li>
      <a class="call" href={`tel:${phone.replace(/[^+\d]/g, '')}`}>
        <Icon name="phone" />
        <span class="call-number">{phone}</span>
        <span>{name}</span>
      </a>
    </li>
  );
}

const ownNumbers = () =>
  me.value?.emergency.filter((number) => !(NATIONAL as readonly string[]).includes(number.phone)) ?? [];

/// Whom to call when it is not a matter of life: the federation's own numbers.
export function FederationCalls() {
  const numbers = ownNumbers();
  if (numbers.length === 0) return null;
  return (
    <ul class="calls">
      {numbers.map((number) => (
        <Call key={number.phone} phone={number.phone} name={label(number.label)} />
      ))}
    </ul>
  );
}

export function Emergency() {
  return (
    <Disclosure icon="phone" title={t('urgence.title')}>
      <p class="strong">{t('urgence.notice')}</p>
      <ul class="calls">
        {NATIONAL.map((phone) => (
          <Call key={phone} phone={phone} name={t(`urgence.${phone}`)} />
        ))}
        {ownNumbers().map((number) => (
          <Call key={number.phone} phone={number.phone} name={label(number.label)} />
        ))}
      </ul>
    </Disclosure>
  );
}

/// The reminder on alert pages: short, always visible.
export function EmergencyNotice() {
  return (
    <p class="emergency-notice small">
      <Icon name="phone" size={16} />
      {t('urgence.service')}
    </p>
  );
}
