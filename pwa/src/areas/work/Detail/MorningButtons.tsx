/// The mornings an alert may rest until.
import { t } from '../../../i18n';
import { day } from '../../../i18n/dates';
import { PRESETS, presetDate } from './presets';
import { busy } from './run';

export function MorningButtons({ onChoose }: { onChoose: (until: Date) => void }) {
  const now = new Date();
  return (
    <div class="row">
      {PRESETS.map((preset) => {
        const until = presetDate(preset, now);
        return (
          <button
            key={preset}
            type="button"
            class="button two-lines"
            aria-disabled={busy.value}
            onClick={() => onChoose(until)}
          >
            <span>{t(`work.snooze.${preset}`)}</span>
            <span class="small muted">{day(until)}</span>
          </button>
        );
      })}
    </div>
  );
}
