/// Every alert about the person and how it ended, newest first.
import type { PersonFile } from '../../api/file';
import { t } from '../../i18n';
import { pastDay } from '../../i18n/dates';
import { Disclosure } from '../../ui/Disclosure/Disclosure';
import { SeverityTag } from '../../ui/Severity/Severity';

export function Alerts({ file }: { file: PersonFile }) {
  if (file.alerts.length === 0) {
    return (
      <section class="stack-s">
        <h2>{t('person.earlier')}</h2>
        <p class="muted">{t('person.noEarlier')}</p>
      </section>
    );
  }
  return (
    <Disclosure title={t('person.earlier')} extra={String(file.alerts.length)} open={file.alerts.length < 4}>
      <ul class="person-alerts">
        {file.alerts.map((alert) => (
          <li key={alert.id}>
            <p class="row">
              <SeverityTag severity={alert.severity} />
              <span class="tag">{t(`state.${alert.state}`)}</span>
              {alert.outcome ? <span class="tag ok">{t(`work.outcome.${alert.outcome}`)}</span> : null}
              <span class="muted small">
                {pastDay(alert.opened_at)}
                {alert.closed_at ? ` – ${pastDay(alert.closed_at)}` : ''}
              </span>
            </p>
            <a class="person-alert" href={`/alertes/${alert.id}`}>
              {alert.sentence}
            </a>
          </li>
        ))}
      </ul>
    </Disclosure>
  );
}
