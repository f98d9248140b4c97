/// Days on which nobody works: the public holidays of a place, and the federation's own.
import { useState } from 'preact/hooks';
import { REGIONS, type Settings } from '../../../api/settings';
import { t } from '../../../i18n';
import { atHour, day as dayWords } from '../../../i18n/dates';
import { Field, Select } from '../../../ui/Field/Field';
import { Icon } from '../../../ui/Icon/Icon';

type Time = Settings['working_time'];

export function Holidays({ time, onChange }: { time: Time; onChange: (change: Partial<Time>) => void }) {
  const [next, setNext] = useState('');
  const add = () => {
    if (!next) return;
    onChange({ days_off: [...new Set([...time.days_off, next])].sort() });
    setNext('');
  };
  const words = (day: string) => `${dayWords(atHour(day, 12))} ${day.slice(0, 4)}`;
  return (
    <section class="stack-s">
      <h2>{t('settings.holidays')}</h2>
      <div class="card stack">
        <div class="settings-narrow">
          <Select
            label={t('settings.region')}
            value={time.holidays}
            onChange={(holidays) => onChange({ holidays })}
            options={REGIONS.map((value) => ({ value, label: t(`settings.region.${value}`) }))}
          />
        </div>
        <div class="stack-s">
          <h3>{t('settings.daysOff')}</h3>
          <p class="muted small">{t('settings.daysOffLead')}</p>
          {time.days_off.length === 0 ? <p class="muted">{t('settings.daysOffNone')}</p> : null}
          <ul class="settings-days">
            {time.days_off.map((one) => (
              <li key={one}>
                <span>{words(one)}</span>
                <button
                  type="button"
                  class="button plain"
                  aria-label={t('settings.removeDay', { day: words(one) })}
                  onClick={() => onChange({ days_off: time.days_off.filter((other) => other !== one) })}
                >
                  <Icon name="close" size={18} />
                </button>
              </li>
            ))}
          </ul>
          <div class="settings-add">
            <Field label={t('settings.dayOff')}>
              {(aria) => (
                <input
                  {...aria}
                  class="input"
                  type="date"
                  value={next}
                  onInput={(event) => setNext(event.currentTarget.value)}
                />
              )}
            </Field>
            <button type="button" class="button" aria-disabled={!next} onClick={add}>
              <Icon name="plus" size={18} />
              {t('settings.addDay')}
            </button>
          </div>
        </div>
        <label class="check">
          <input
            type="checkbox"
            checked={time.critical_always}
            onChange={(event) => onChange({ critical_always: event.currentTarget.checked })}
          />
          <span>{t('settings.criticalAlways')}</span>
        </label>
      </div>
    </section>
  );
}
