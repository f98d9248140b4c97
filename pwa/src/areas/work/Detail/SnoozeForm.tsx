/// Puts an alert off until a morning, or until it gets worse.
import type { AlertDetail } from '../../../api/types';
import { t } from '../../../i18n';
import { snooze } from './actions';
import { MorningButtons } from './MorningButtons';
import { openForm } from './open';

export function SnoozeForm({ alert }: { alert: AlertDetail }) {
  const choose = async (until: Date) => {
    if (await snooze(alert, until)) openForm.value = null;
  };
  return (
    <div class="stack-s">
      <h2>{t('work.snoozeLabel')}</h2>
      <p class="muted small">{t('work.snoozeMore')}</p>
      <MorningButtons onChoose={(until) => void choose(until)} />
    </div>
  );
}
