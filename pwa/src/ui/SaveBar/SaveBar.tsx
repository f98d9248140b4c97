/// Below a form that is saved as a whole: says whether something changed, saves it, or puts everything back.
import type { ComponentChildren } from 'preact';
import { t } from '../../i18n';
import './save-bar.css';

type Props = {
  changed: boolean;
  busy: boolean;
  onSave: () => void;
  onReset: () => void;
  /// Why it was not saved: beside the button, wherever the page is scrolled to.
  children?: ComponentChildren;
};

export function SaveBar({ changed, busy, onSave, onReset, children }: Props) {
  return (
    <div class="save-bar">
      {children}
      <p class="muted small" role="status">
        {t(changed ? 'app.changed' : 'app.unchanged')}
      </p>
      {changed ? (
        <button type="button" class="button plain" onClick={onReset}>
          {t('app.reset')}
        </button>
      ) : null}
      <button
        type="button"
        class="button main"
        aria-disabled={busy || !changed}
        onClick={() => !busy && changed && onSave()}
      >
        {t(busy ? 'app.saving' : 'app.save')}
      </button>
    </div>
  );
}
