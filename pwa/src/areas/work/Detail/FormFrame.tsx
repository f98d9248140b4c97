/// What the forms of an alert share: submit, cancel, and closing once the server has said yes.
import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { t } from '../../../i18n';
import { dropDraft } from './drafts';
import { firstControl } from './firstControl';
import { openForm } from './open';
import { busy } from './run';

type Props = {
  /// Whose draft it is: an alert, or a thing of its own.
  place: string;
  form: string;
  submit: string;
  onSubmit: () => Promise<boolean>;
  /// Closes the form; without it, the one under the bar.
  onClose?: () => void;
  children: ComponentChildren;
};

export function FormFrame({ place, form, submit, onSubmit, onClose, children }: Props) {
  const ref = useRef<HTMLFormElement>(null);
  // Whoever opens a form by a key goes on with the keyboard, and is back where they were once it closes.
  useEffect(() => {
    const opener = document.activeElement;
    if (ref.current) firstControl(ref.current)?.focus();
    return () =>
      queueMicrotask(() => {
        if (document.activeElement === document.body && opener instanceof HTMLElement) opener.focus();
      });
  }, []);
  const close = () => {
    if (onClose) onClose();
    else if (openForm.value === form) openForm.value = null;
  };
  const send = async () => {
    if (!(await onSubmit())) return;
    dropDraft(place, form);
    close();
  };
  return (
    <form
      ref={ref}
      class="stack"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        void send();
      }}
      onKeyDown={(event) => {
        if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) event.currentTarget.requestSubmit();
        if (event.key !== 'Escape' || !onClose) return;
        event.preventDefault();
        close();
      }}
    >
      {children}
      <div class="row">
        <button type="submit" class="button main" aria-disabled={busy.value}>
          {submit}
        </button>
        <button type="button" class="button plain" onClick={close}>
          {t('app.cancel')}
        </button>
      </div>
    </form>
  );
}
