/// A text field of the action forms: takes the focus, keeps what is typed, counts.
import { useState } from 'preact/hooks';
import { t } from '../../../i18n';
import { Field } from '../../../ui/Field/Field';
import { type Form, keepText, typedText } from './actions';

type Props = {
  alertId: string;
  form: Form;
  label: string;
  hint?: string;
  error?: string;
  max: number;
};

export function TextBox({ alertId, form, label, hint, error, max }: Props) {
  const [text, setText] = useState(() => typedText(alertId, form));
  return (
    <Field label={label} {...(hint ? { hint } : {})} {...(error ? { error } : {})}>
      {(aria) => (
        <>
          <textarea
            {...aria}
            class="input"
            rows={3}
            maxLength={max}
            value={text}
            onInput={(event) => {
              setText(event.currentTarget.value);
              keepText(alertId, form, event.currentTarget.value);
            }}
            onKeyDown={(event) => {
              if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) {
                event.currentTarget.form?.requestSubmit();
              }
            }}
          />
          <p class="muted small">{t('work.left', { n: Array.from(text).length, max })}</p>
        </>
      )}
    </Field>
  );
}
