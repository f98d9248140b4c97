/// When the federation lets its people be told: the night, the aides' day, how often, and whether a critical alert may wake somebody.
import type { NotificationSettings, Settings } from '../../../api/settings';
import { t } from '../../../i18n';
import { Field } from '../../../ui/Field/Field';
import { Switch } from '../../../ui/Switch/Switch';
import { SettingsForm } from '../SettingsForm';
import { MOST_A_DAY, mistakesOf } from './mistakes';

const mistakesIn = ({ notifications }: Settings) =>
  mistakesOf(notifications).map((mistake) => t(`settings.wrong.${mistake}`, { n: MOST_A_DAY }));

export function Notices() {
  return (
    <SettingsForm mistakesIn={mistakesIn}>
      {(draft, change) => (
        <Fields
          now={draft.notifications}
          change={(next) => change({ ...draft, notifications: { ...draft.notifications, ...next } })}
        />
      )}
    </SettingsForm>
  );
}

type Props = { now: NotificationSettings; change: (next: Partial<NotificationSettings>) => void };

function Fields({ now, change }: Props) {
  const breaks = now.critical_breaks_quiet;
  return (
    <>
      <section class="stack-s">
        <h2>{t('settings.night')}</h2>
        <p class="muted small">{t('settings.nightLead')}</p>
        <div class="card stack-s">
          <h3>{t('settings.quiet')}</h3>
          <Span
            name={t('settings.quiet')}
            from={now.quiet_from}
            to={now.quiet_to}
            onChange={(quiet_from, quiet_to) => change({ quiet_from, quiet_to })}
          />
          <Switch
            label={t('settings.breaks')}
            on={breaks}
            onChange={(critical_breaks_quiet) => change({ critical_breaks_quiet })}
          />
          <p role="status">{t(breaks ? 'settings.breaksOn' : 'settings.breaksOff')}</p>
        </div>
      </section>
      <section class="stack-s">
        <h2>{t('settings.duty')}</h2>
        <div class="settings-pair">
          <div class="card stack-s">
            <h3>{t('settings.dutyTeam')}</h3>
            <p>{t('settings.dutyTeamMore')}</p>
            <p>
              <a href="/reglages">{t('settings.dutyTeamLink')}</a>
            </p>
          </div>
          <div class="card stack-s">
            <h3>{t('settings.dutyAides')}</h3>
            <p>{t('settings.dutyAidesMore')}</p>
            <Span
              name={t('settings.dutyAides')}
              from={now.aide_from}
              to={now.aide_to}
              onChange={(aide_from, aide_to) => change({ aide_from, aide_to })}
            />
          </div>
        </div>
      </section>
      <section class="stack-s">
        <h2>{t('settings.cap')}</h2>
        <div class="card settings-narrow">
          <Field label={t('settings.capLabel')} hint={t('settings.capHint')}>
            {(aria) => (
              <input
                {...aria}
                class="input"
                type="number"
                min={1}
                max={MOST_A_DAY}
                inputMode="numeric"
                value={Number.isFinite(now.daily_cap) ? now.daily_cap : ''}
                onInput={(event) => change({ daily_cap: event.currentTarget.valueAsNumber })}
              />
            )}
          </Field>
        </div>
      </section>
    </>
  );
}

type SpanProps = { name: string; from: string; to: string; onChange: (from: string, to: string) => void };

function Span({ name, from, to, onChange }: SpanProps) {
  return (
    <fieldset class="week-span">
      <legend class="hidden">{name}</legend>
      <input
        class="input"
        type="time"
        aria-label={t('settings.from', { what: name })}
        value={from}
        onInput={(event) => onChange(event.currentTarget.value, to)}
      />
      <span aria-hidden="true">–</span>
      <input
        class="input"
        type="time"
        aria-label={t('settings.to', { what: name })}
        value={to}
        onInput={(event) => onChange(from, event.currentTarget.value)}
      />
    </fieldset>
  );
}
