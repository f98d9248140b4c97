/// What nobody has taken, worst first, each with one big button.
import { signal } from '@preact/signals';
import { api } from '../../api/client';
import type { AlertDetail, AlertItem } from '../../api/types';
import { t } from '../../i18n';
import { ago, dateTime } from '../../i18n/dates';
import { Icon } from '../../ui/Icon/Icon';
import { SeverityTag } from '../../ui/Severity/Severity';
import { showToast } from '../../ui/Toast/toast';
import { explain } from '../work/Detail/run';
import { Part } from './Part';
import { refresh, taken } from './store';

/// One at a time: a second tap on a slow network is not a second claim.
const busy = signal<string | null>(null);

async function take(alert: AlertItem): Promise<void> {
  if (busy.value) return;
  busy.value = alert.id;
  const answer = await api.claim(alert.id, alert.version);
  busy.value = null;
  if (answer.ok) {
    taken(alert.id);
    const run = () => void giveBack(answer.data);
    const text = t('sector.taken', { name: alert.person.name });
    showToast({ text, tone: 'ok', action: { label: t('app.undo'), run } });
  } else {
    const text = answer.kind === 'unreachable' ? t('sector.needsNetwork') : explain(answer);
    showToast({ text, tone: 'bad' });
  }
  // Taken or refused (somebody was faster): the list is no longer what it was.
  await refresh();
}

async function giveBack(alert: AlertDetail): Promise<void> {
  const answer = await api.release(alert.id, alert.version);
  if (!answer.ok) showToast({ text: explain(answer), tone: 'bad' });
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
              aria-disabled={busy.value === alert.id}
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
