/// For how long what names somebody is kept.
import type { Settings } from '../../../api/settings';
import { t, tn } from '../../../i18n';
import { pastDay } from '../../../i18n/dates';
import { Field } from '../../../ui/Field/Field';
import { SettingsForm } from '../SettingsForm';

/// What the server takes: a month is the shortest that can be answered for, ten years the longest.
const LEAST = 30;
const MOST = 3_650;
const USUAL = 365;

const daysOf = ({ retention_days }: Settings) => retention_days ?? USUAL;

function mistakesIn(draft: Settings): string[] {
  const days = daysOf(draft);
  return Number.isInteger(days) && days >= LEAST && days <= MOST
    ? []
    : [t('settings.wrong.keeping', { least: LEAST, most: MOST })];
}

export function Keeping() {
  return (
    <SettingsForm mistakesIn={mistakesIn}>
      {(draft, change) => {
        const days = daysOf(draft);
        return (
          <section class="stack-s">
            <h2>{t('settings.keeping')}</h2>
            <p>{t('settings.keepingLead')}</p>
            <ul class="settings-points">
              <li>{t('settings.keepingLooks')}</li>
              <li>{t('settings.keepingNames')}</li>
            </ul>
            <p>{t('settings.keepingFigures')}</p>
            <div class="card settings-narrow">
              <Field label={t('settings.keepingDays')} hint={t('settings.keepingHint')}>
                {(aria) => (
                  <input
                    {...aria}
                    class="input"
                    type="number"
                    min={LEAST}
                    max={MOST}
                    inputMode="numeric"
                    value={Number.isFinite(days) ? days : ''}
                    onInput={(event) =>
                      change({ ...draft, retention_days: event.currentTarget.valueAsNumber })
                    }
                  />
                )}
              </Field>
            </div>
            {mistakesIn(draft).length === 0 ? <Effect days={days} /> : null}
          </section>
        );
      }}
    </SettingsForm>
  );
}

/// What it means today, in days one can look up.
function Effect({ days }: { days: number }) {
  const before = new Date(Date.now() - days * 86_400_000);
  return (
    <p class="muted" role="status">
      {tn('settings.keepingEffect', days, { date: pastDay(before) })}
    </p>
  );
}
