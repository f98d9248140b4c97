/// Earlier alerts about the same person, and how they ended.
import type { AlertBrief } from '../../../api/types';
import { t } from '../../../i18n';
import { shortDay } from '../../../i18n/dates';
import { SeverityTag } from '../../../ui/Severity/Severity';

export function Earlier({ alerts }: { alerts: AlertBrief[] }) {
  if (alerts.length === 0) return null;
  return (
    <section class="stack-s">
      <h2>{t('case.earlier')}</h2>
      <ul class="promises">
        {alerts.map((alert) => (
          <li key={alert.id} class="promise">
            <p class="row small">
              <SeverityTag severity={alert.severity} />
              <span>
                {shortDay(alert.opened_at)}
                {alert.closed_at ? ` – ${shortDay(alert.closed_at)}` : ''}
              </span>
              <span class={`tag${alert.outcome === 'acted' ? ' ok' : ''}`}>
                {alert.outcome ? t(`work.outcome.${alert.outcome}`) : t(`state.${alert.state}`)}
              </span>
            </p>
            <p>
              <a href={`/alertes/${alert.id}`}>{alert.sentence}</a>
            </p>
          </li>
        ))}
      </ul>
    </section>
  );
}
