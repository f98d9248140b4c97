/// What happens at night and on days off, in plain words: the right to disconnect, as it is in force for this person.
import type { Preferences } from '../../api/notifications';
import { t } from '../../i18n';
import { dayTime } from '../../i18n/dates';
import { Icon } from '../../ui/Icon/Icon';
import { hearsOfAlerts, onDuty } from './prefs';

export function Night({ prefs }: { prefs: Preferences }) {
  const {
    quiet_from: from,
    quiet_to: to,
    critical_breaks_quiet: breaks,
    next_duty_at: next,
  } = prefs.effective;
  return (
    <section class="card stack-s notif-night" aria-labelledby="la-nuit">
      <h2 id="la-nuit" class="row">
        <Icon name="moon" />
        {t('notif.night')}
      </h2>
      <p>{t('notif.nightQuiet', { from, to })}</p>
      {hearsOfAlerts(prefs) ? <p>{t(breaks ? 'notif.nightCritical' : 'notif.nightNoCritical')}</p> : null}
      <p>{t('notif.nightKept')}</p>
      {next ? (
        <p class="muted">
          {onDuty(prefs, new Date()) ? t('notif.onDuty') : t('notif.nextDuty', { date: dayTime(next) })}
        </p>
      ) : (
        <p class="muted">{t('notif.noDuty')}</p>
      )}
    </section>
  );
}
