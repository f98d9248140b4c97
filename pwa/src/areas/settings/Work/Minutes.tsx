/// An amount of time in minutes or hours; what is kept is minutes. The unit one chose stays, whatever is typed.
import { useState } from 'preact/hooks';
import type { BySeverity } from '../../../api/settings';
import { t } from '../../../i18n';

type Unit = 'minutes' | 'hours';
const FACTOR: Record<Unit, number> = { minutes: 1, hours: 60 };

type Props = {
  what: string;
  severity: keyof BySeverity | 'other';
  value: number;
  onChange: (minutes: number) => void;
};

export function Minutes({ what, severity, value, onChange }: Props) {
  const [unit, setUnit] = useState<Unit>(value >= 60 && value % 60 === 0 ? 'hours' : 'minutes');
  const name = t(`settings.severity.${severity}`);
  const labels = { what, severity: name };
  // What was put back from elsewhere may not be whole hours.
  const shown: Unit = unit === 'hours' && value % 60 !== 0 && Number.isInteger(value) ? 'minutes' : unit;
  return (
    <div class="minutes">
      <span class="minutes-name" aria-hidden="true">
        {name}
      </span>
      <input
        class="input"
        type="number"
        min={1}
        step={1}
        inputMode="numeric"
        aria-label={t('settings.amount', labels)}
        value={Number.isFinite(value) ? value / FACTOR[shown] : ''}
        onInput={(event) => onChange(Math.round(event.currentTarget.valueAsNumber * FACTOR[shown]))}
      />
      <select
        class="input"
        aria-label={t('settings.unitOf', labels)}
        value={shown}
        onChange={(event) => {
          const next = event.currentTarget.value as Unit;
          setUnit(next);
          // The number stays and means something else now: 2 minutes become 2 hours.
          if (Number.isFinite(value)) onChange(Math.round((value / FACTOR[shown]) * FACTOR[next]));
        }}
      >
        <option value="minutes">{t('settings.unit.minutes')}</option>
        <option value="hours">{t('settings.unit.hours')}</option>
      </select>
    </div>
  );
}
