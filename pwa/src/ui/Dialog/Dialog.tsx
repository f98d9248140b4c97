/// The browser's own modal dialog: focus is kept inside, Escape closes, focus returns to where it was.
import type { ComponentChildren } from 'preact';
import { useEffect, useId, useRef } from 'preact/hooks';
import { t } from '../../i18n';
import { Icon } from '../Icon/Icon';
import './dialog.css';

type Props = { title: string; onClose: () => void; children: ComponentChildren };

export function Dialog({ title, onClose, children }: Props) {
  const ref = useRef<HTMLDialogElement>(null);
  const id = useId();
  useEffect(() => {
    const dialog = ref.current;
    dialog?.showModal();
    return () => dialog?.close();
  }, []);
  return (
    <dialog
      ref={ref}
      class="dialog"
      aria-labelledby={id}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
    >
      <div class="row between">
        <h2 id={id}>{title}</h2>
        <button type="button" class="button plain" onClick={onClose} aria-label={t('app.close')}>
          <Icon name="close" />
        </button>
      </div>
      {children}
    </dialog>
  );
}
