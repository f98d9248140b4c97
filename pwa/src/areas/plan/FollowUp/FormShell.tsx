/// What every small form of these pages shares: the focus goes in, one button sends, a refusal is read out, and what
/// was typed stays until the server has said yes.
import type { ComponentChildren } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { t } from '../../../i18n';
import { Notice } from '../../../ui/Notice/Notice';
import type { Refusal } from '../step';

type Props = {
  submit: string;
  /// Returns why it did not go through, or null; false when the form itself shows a mistake.
  onSubmit: () => Promise<Refusal | false>;
  onClose: () => void;
  children: ComponentChildren;
};

export function FormShell({ submit, onSubmit, onClose, children }: Props) {
  const [busy, setBusy] = useState(false);
  const [refusal, setRefusal] = useState<Refusal>(null);
  const form = useRef<HTMLFormElement>(null);
  useEffect(
    () => form.current?.querySelector<HTMLElement>('input:checked, input, textarea, select')?.focus(),
    [],
  );
  const send = async () => {
    if (busy) return;
    setBusy(true);
    setRefusal(null);
    const answer = await onSubmit();
    setBusy(false);
    if (answer === false) {
      // The mistake is on screen with the next draw.
      requestAnimationFrame(() =>
        form.current?.querySelector<HTMLElement>('[aria-invalid], .choice input')?.focus(),
      );
    } else if (answer) setRefusal(answer);
    else onClose();
  };
  return (
    <form
      ref={form}
      class="stack"
      noValidate
      onKeyDown={(event) => {
        if (event.key !== 'Escape' || event.defaultPrevented) return;
        event.preventDefault();
        onClose();
      }}
      onSubmit={(event) => {
        event.preventDefault();
        void send();
      }}
    >
      {children}
      {refusal ? <Notice tone="bad">{refusal}</Notice> : null}
      <div class="row">
        <button type="submit" class="button main" aria-disabled={busy}>
          {submit}
        </button>
        <button type="button" class="button plain" onClick={onClose}>
          {t('app.cancel')}
        </button>
      </div>
    </form>
  );
}
