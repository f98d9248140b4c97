/// Below a form that is saved as a whole: says whether something changed, saves it, or puts everything back.
import { t } from '../../i18n';

type Props = { changed: boolean; busy: boolean; onSave: () => void; onReset: () => void };

export function SaveBar({ changed, busy, onSave, onReset }: Props) {
  return (
    <div class="save-bar">
      <p class="muted small" role="status">
        {t(changed ? 'settings.changed' : 'settings.unchanged')}
      </p>
      {changed ? (
        <button type="button" class="button plain" onClick={onReset}>
          {t('settings.reset')}
        </button>
      ) : null}
      <button
        type="button"
        class="button main"
        aria-disabled={busy || !changed}
        onClick={() => !busy && changed && onSave()}
      >
        {t(busy ? 'settings.saving' : 'settings.save')}
      </button>
    </div>
  );
}
