/// What one entry of the caseload says: since when, with whom, and the home contact of the month.
import type { CaseEntry } from '../../../api/follow';
import { t } from '../../../i18n';
import { atHour, pastDay } from '../../../i18n/dates';
import { user } from '../../../session/session';
import { Icon } from '../../../ui/Icon/Icon';

const on = (day: string) => pastDay(atHour(day, 12));

export function CaseFacts({ entry }: { entry: CaseEntry }) {
  const mine = entry.coordinator.id === user.value?.id;
  return (
    <>
      {entry.why ? <p>{entry.why}</p> : null}
      <p class="follow-facts">
        {entry.state === 'requested' ? (
          <span class="tag warn">{t('plan.caseState.requested')}</span>
        ) : entry.since ? (
          <span>{t('plan.caseSince', { date: pastDay(entry.since) })}</span>
        ) : null}
        <span class="alert-fact">
          <Icon name="user" size={14} />
          {mine ? t('plan.me') : entry.coordinator.name}
        </span>
        {entry.requested_by.id === entry.coordinator.id ? null : (
          <span>{t('plan.caseBy', { name: entry.requested_by.name })}</span>
        )}
      </p>
      {entry.state === 'active' ? <HomeContact entry={entry} /> : null}
    </>
  );
}

function HomeContact({ entry }: { entry: CaseEntry }) {
  const { last_contact_on: last, contact_due_on: due, contact_late: late } = entry;
  return (
    <p class="follow-facts">
      <span class="alert-fact">
        <Icon name="home" size={14} />
        {last ? t('plan.contactLast', { date: on(last) }) : t('plan.contactNone')}
      </span>
      {late ? (
        <span class="tag bad">{due ? t('plan.contactWas', { date: on(due) }) : t('plan.contactLate')}</span>
      ) : due ? (
        <span>{t('plan.contactDue', { date: on(due) })}</span>
      ) : null}
    </p>
  );
}
