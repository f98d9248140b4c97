/// The services that take messages: whether each answers, and since when it is left in peace.
import { useEffect } from 'preact/hooks';
import { lettersApi, type Service } from '../../api/jobs';
import { t, tn, wordOr } from '../../i18n';
import { dateTime } from '../../i18n/dates';
import { Asked, useAsked } from '../../ui/Asked/Asked';
import { Icon, type IconName } from '../../ui/Icon/Icon';
import { Empty } from '../../ui/Notice/Notice';

/// A service that is left in peace is tried again within seconds to minutes.
const EVERY_MS = 15_000;

const LOOK: Record<Service['state'], { icon: IconName; tone: string }> = {
  closed: { icon: 'check', tone: 'ok' },
  half_open: { icon: 'clock', tone: 'warn' },
  open: { icon: 'stop', tone: 'bad' },
};

export function Services() {
  const asking = useAsked(lettersApi.services);
  useEffect(() => {
    const timer = setInterval(() => document.visibilityState === 'visible' && void asking.again(), EVERY_MS);
    return () => clearInterval(timer);
  }, []);
  return (
    <>
      <p class="muted">{t('letters.servicesLead')}</p>
      <Asked of={asking}>
        {({ items }) =>
          items.length === 0 ? (
            <Empty title={t('letters.noService')} more={t('letters.noServiceMore')} />
          ) : (
            <ul class="letters-list">
              {items.map((service) => (
                <li key={service.service}>
                  <Card service={service} />
                </li>
              ))}
            </ul>
          )
        }
      </Asked>
    </>
  );
}

function Card({ service }: { service: Service }) {
  const look = LOOK[service.state] ?? LOOK.closed;
  return (
    <article class="card stack-s" aria-label={service.service}>
      <p class="row">
        <strong class="letters-why">{service.service}</strong>
        <span class={`tag ${look.tone}`}>
          <Icon name={look.icon} size={14} />
          {wordOr('letters.breaker', service.state)}
        </span>
      </p>
      {service.state === 'closed' ? null : (
        <p>
          {service.open_until
            ? t('letters.openUntil', { date: dateTime(service.open_until) })
            : t('letters.trying')}
        </p>
      )}
      <p class="muted">
        {tn('letters.took', service.accepted_24h)}
        {' · '}
        {tn('letters.refused', service.failed_24h)}
        {service.failures > 0 ? ` · ${tn('letters.inARow', service.failures)}` : ''}
      </p>
      {service.last_error ? (
        <p class="letters-why small">{t('letters.lastError', { error: service.last_error })}</p>
      ) : null}
    </article>
  );
}
