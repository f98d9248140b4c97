/// A yes with a reason. The reason stays in the history of versions.
import type { ComponentChildren } from 'preact';
import { useRef, useState } from 'preact/hooks';
import { t } from '../../../i18n';
import { Dialog } from '../../../ui/Dialog/Dialog';
import { Field } from '../../../ui/Field/Field';
import { Notice } from '../../../ui/Notice/Notice';

const MAX = 300;

type Props = {
  title: string;
  submit: string;
  onClose: () => void;
  /// What went wrong, in words; null when it went well.
  onSubmit: (reason: string) => Promise<string | null>;
  children: ComponentChildren;
};

export function ConfirmDialog({ title, submit, onClose, onSubmit, children }: Props) {
  const [reason, setReason] = useState('');
  const [error, setError] = useState('');
  const [trouble, setTrouble] = useState('');
  const [busy, setBusy] = useState(false);
  const field = useRef<HTMLTextAreaElement>(null);
  const send = async () => {
    if (busy) return;
    if (reason.trim() === '') {
      setError(t('lab.reasonMissing'));
      field.current?.focus();
      return;
    }
    setBusy(true);
    setTrouble('');
    // One line: the history shows it beside the version.
    const wrong = await onSubmit(reason.trim().replace(/\s+/g, ' '));
    setBusy(false);
    setTrouble(wrong ?? '');
  };
  return (
    <Dialog title={title} onClose={onClose}>
      <form
        class="stack"
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          void send();
        }}
      >
        {children}
        <Field label={t('lab.reason')} hint={t('lab.reasonHint')} {...(error ? { error } : {})}>
          {(aria) => (
            <textarea
              {...aria}
              ref={field}
              class="input"
              rows={2}
              maxLength={MAX}
              value={reason}
              onInput={(event) => {
                setReason(event.currentTarget.value);
                setError('');
              }}
            />
          )}
        </Field>
        {trouble ? <Notice tone="bad">{trouble}</Notice> : null}
        <div class="row">
          <button type="submit" class="button main" aria-disabled={busy}>
            {submit}
          </button>
          <button type="button" class="button plain" onClick={onClose}>
            {t('app.cancel')}
          </button>
        </div>
      </form>
    </Dialog>
  );
}
