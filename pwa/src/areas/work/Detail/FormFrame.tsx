/// What the action forms share: submit, cancel, and closing once the server has said yes.
import type { ComponentChildren } from 'preact';
import { t } from '../../../i18n';
import { busy, dropText, type Form, openForm } from './actions';

type Props = {
  alertId: string;
  form: Form;
  submit: string;
  onSubmit: () => Promise<boolean>;
  children: ComponentChildren;
};

export function FormFrame({ alertId, form, submit, onSubmit, children }: Props) {
  const send = async () => {
    if (!(await onSubmit())) return;
    dropText(alertId, form);
    if (openForm.value === form) openForm.value = null;
  };
  return (
    <form
      class="stack"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        void send();
      }}
    >
      {children}
      <div class="row">
        <button type="submit" class="button main" aria-disabled={busy.value}>
          {submit}
        </button>
        <button
          type="button"
          class="button plain"
          onClick={() => {
            openForm.value = null;
          }}
        >
          {t('app.cancel')}
        </button>
      </div>
    </form>
  );
}
