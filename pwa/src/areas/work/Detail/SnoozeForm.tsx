/// Puts an alert off until a morning, or until it gets worse.
import type { AlertDetail } from '../../../api/types';
import { t } from '../../../i18n';
import { day } from '../../../i18n/dates';
import { busy, openForm, snooze } from './actions';
import { PRESETS, presetDate } from './presets';

export function SnoozeForm({ alert }: { alert: AlertDetail }) {
  const now = new Date();
  const choose = async (until: Date) => {
    if (await snooze(alert, until)) openForm.value = null;
  };
  return (
    <div class="stack-s">
      <h2>{t('work.snoozeLabel')}</h2>
      <p class="muted small">{t('work.snoozeMore')}</p>
      <div class="row">
        {PRESETS.map((preset) => {
          const until = presetDate(preset, now);
          return (
            <button
              key={preset}
              type="button"
              class="button two-lines"
              aria-disabled={busy.value}
              onClick={() => void choose(until)}
            >
              <span>{t(`work.snooze.${preset}`)}</span>
              <span class="small muted">{day(until)}</span>
            </button>
          );
        })}
      </div>
    </div>
  );
}
