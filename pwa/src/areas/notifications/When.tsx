/// One's own quiet hours, days and hours, where they differ from the federation's.
import type { Preferences } from '../../api/notifications';
import { DAYS, type DayName } from '../../api/settings';
import { t } from '../../i18n';
import { weekDayName } from '../../i18n/dates';
import { Choices } from '../../ui/Choice/Choices';
import { Switch } from '../../ui/Switch/Switch';
import type { Mistake } from './prefs';

type Props = {
  prefs: Preferences;
  mistakes: Mistake[];
  onChange: (next: Partial<Preferences>) => void;
};

const WORK_WEEK: DayName[] = ['mon', 'tue', 'wed', 'thu', 'fri'];
/// A Monday at noon, whatever the zone.
const MONDAY = Date.UTC(2026, 2, 2, 12);
const nameOf = (_: DayName, index: number) => weekDayName(new Date(MONDAY + index * 86_400_000));

export function When({ prefs, mistakes, onChange }: Props) {
  const own = { quiet: prefs.quiet_from !== null, days: prefs.days !== null, duty: prefs.duty_from !== null };
  const { quiet_from: from, quiet_to: to } = prefs.effective;
  return (
    <section class="stack-s" aria-labelledby="quand">
      <h2 id="quand">{t('notif.when')}</h2>
      <div class="card notif-switches">
        <Switch
          label={t('notif.ownQuiet')}
          more={t('notif.ownQuietMore')}
          on={own.quiet}
          onChange={(on) => onChange({ quiet_from: on ? from : null, quiet_to: on ? to : null })}
        />
        {own.quiet ? (
          <Span
            name={t('notif.ownQuiet')}
            from={prefs.quiet_from}
            to={prefs.quiet_to}
            error={mistakes.includes('quiet') ? t('notif.wrong.quiet') : undefined}
            onChange={(quiet_from, quiet_to) => onChange({ quiet_from, quiet_to })}
          />
        ) : null}
        <Switch
          label={t('notif.ownDays')}
          more={t('notif.ownDaysMore')}
          on={own.days}
          onChange={(on) => onChange({ days: on ? WORK_WEEK : null })}
        />
        {prefs.days ? (
          <Choices
            legend={t('notif.days')}
            options={DAYS.map((value, index) => ({ value, label: nameOf(value, index) }))}
            values={prefs.days}
            error={mistakes.includes('days') ? t('notif.wrong.days') : undefined}
            onChange={(days) => onChange({ days })}
          />
        ) : null}
        <Switch
          label={t('notif.ownDuty')}
          more={t('notif.ownDutyMore')}
          on={own.duty}
          onChange={(on) => onChange({ duty_from: on ? '09:00' : null, duty_to: on ? '17:00' : null })}
        />
        {own.duty ? (
          <Span
            name={t('notif.ownDuty')}
            from={prefs.duty_from}
            to={prefs.duty_to}
            error={mistakes.includes('duty') ? t('notif.wrong.duty') : undefined}
            onChange={(duty_from, duty_to) => onChange({ duty_from, duty_to })}
          />
        ) : null}
      </div>
    </section>
  );
}

type SpanProps = {
  name: string;
  from: string | null;
  to: string | null;
  error: string | undefined;
  onChange: (from: string, to: string) => void;
};

/// An emptied field stays empty, and is a mistake until it is filled.
function Span({ name, from, to, error, onChange }: SpanProps) {
  return (
    <fieldset class="notif-span">
      <legend class="hidden">{name}</legend>
      <label>
        {t('notif.from')}
        <input
          class="input"
          type="time"
          aria-invalid={error ? true : undefined}
          value={from ?? ''}
          onInput={(event) => onChange(event.currentTarget.value, to ?? '')}
        />
      </label>
      <label>
        {t('notif.to')}
        <input
          class="input"
          type="time"
          aria-invalid={error ? true : undefined}
          value={to ?? ''}
          onInput={(event) => onChange(from ?? '', event.currentTarget.value)}
        />
      </label>
      {error ? <p class="error">{error}</p> : null}
    </fieldset>
  );
}
