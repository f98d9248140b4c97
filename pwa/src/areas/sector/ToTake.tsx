/// What nobody has taken, worst first, each with one big button.
import type { AlertItem } from '../../api/types';
import { t } from '../../i18n';
import { ago, dateTime } from '../../i18n/dates';
import { Icon } from '../../ui/Icon/Icon';
import { SeverityTag } from '../../ui/Severity/Severity';
import { take as claim } from '../work/Detail/actions';
import { Part } from './Part';
import { refresh, taken } from './store';

async function take(alert: AlertItem): Promise<void> {
  if (await claim(alert)) taken(alert.id);
  // Taken or refused (somebody was faster): the list is no longer what it was.
  await refresh();
}

export function ToTake({ items }: { items: AlertItem[] }) {
  return (
    <Part id="a-prendre" title={t('sector.toTake')} count={items.length} none={t('sector.toTakeNone')} urgent>
      <ul class="stack-s">
        {items.map((alert) => (
          <li key={alert.id} class={`card sector-alert ${alert.severity}`}>
            <p class="row">
              <SeverityTag severity={alert.severity} />
              <strong class="sector-name">{alert.person.name}</strong>
            </p>
            <p>{alert.sentence}</p>
            <p class="row small muted">
              <time dateTime={alert.opened_at} title={dateTime(alert.opened_at)}>
                {ago(alert.opened_at, new Date())}
              </time>
              {Date.parse(alert.due_at) < Date.now() ? (
                <span class="tag bad">{t('sector.overdue')}</span>
              ) : null}
            </p>
            <button
              type="button"
              class="button main big"
              aria-label={t('sector.takeThis', { name: alert.person.name })}
              onClick={() => void take(alert)}
            >
              {t('sector.take')}
            </button>
            <a class="button" href={`/alertes/${alert.id}`}>
              {t('sector.open')}
              <Icon name="next" size={18} />
            </a>
          </li>
        ))}
      </ul>
      <a class="sector-more" href="/alertes">
        {t('sector.allAlerts')}
        <Icon name="next" size={18} />
      </a>
    </Part>
  );
}
