/// For how long what names somebody is kept: looks at files, and files after the help has ended.
import type { Settings } from '../../../api/settings';
import { t, tn } from '../../../i18n';
import { pastDay } from '../../../i18n/dates';
import { Field } from '../../../ui/Field/Field';
import { SettingsForm } from '../SettingsForm';

/// What the server takes: a month is the shortest that can be answered for, ten years the longest.
const LEAST = 30;
const MOST = 3_650;
const USUAL = 365;
const USUAL_FILE = 730;

const looksOf = ({ retention_days }: Settings) => retention_days ?? USUAL;
const filesOf = ({ file_days }: Settings) => file_days ?? USUAL_FILE;

const isGood = (days: number) => Number.isInteger(days) && days >= LEAST && days <= MOST;

function mistakesIn(draft: Settings): string[] {
  return isGood(looksOf(draft)) && isGood(filesOf(draft))
    ? []
    : [t('settings.wrong.keeping', { least: LEAST, most: MOST })];
}

export function Keeping() {
  return (
    <SettingsForm mistakesIn={mistakesIn}>
      {(draft, change) => (
        <section class="stack-s">
          <h2>{t('settings.keeping')}</h2>
          <p>{t('settings.keepingLead')}</p>
          <ul class="settings-points">
            <li>{t('settings.keepingLooks')}</li>
            <li>{t('settings.keepingNames')}</li>
          </ul>
          <p>{t('settings.keepingFigures')}</p>
          <p>{t('settings.keepingRest')}</p>
          <div class="card settings-narrow stack-s">
            <Days
              label={t('settings.keepingDays')}
              hint={t('settings.keepingHint')}
              days={looksOf(draft)}
              onChange={(days) => change({ ...draft, retention_days: days })}
            />
            <Days
              label={t('settings.keepingFile')}
              hint={t('settings.keepingFileHint')}
              days={filesOf(draft)}
              onChange={(days) => change({ ...draft, file_days: days })}
            />
          </div>
          {mistakesIn(draft).length === 0 ? (
            <p class="muted" role="status">
              {tn('settings.keepingEffect', looksOf(draft), { date: daysAgo(looksOf(draft)) })}{' '}
              {t('settings.keepingFileEffect', { date: daysAgo(filesOf(draft)) })}
            </p>
          ) : null}
        </section>
      )}
    </SettingsForm>
  );
}

type DaysProps = { label: string; hint: string; days: number; onChange: (days: number) => void };

function Days({ label, hint, days, onChange }: DaysProps) {
  return (
    <Field label={label} hint={hint}>
      {(aria) => (
        <input
          {...aria}
          class="input"
          type="number"
          min={LEAST}
          max={MOST}
          inputMode="numeric"
          value={Number.isFinite(days) ? days : ''}
          onInput={(event) => onChange(event.currentTarget.valueAsNumber)}
        />
      )}
    </Field>
  );
}

/// What it means today, in days one can look up.
const daysAgo = (days: number) => pastDay(new Date(Date.now() - days * 86_400_000));
