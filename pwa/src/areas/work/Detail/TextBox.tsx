/// A text field of the forms: keeps what is typed, counts.
import { t } from '../../../i18n';
import { Field } from '../../../ui/Field/Field';
import { useKeptText } from './drafts';

type Props = {
  place: string;
  form: string;
  /// Where a form has more than one.
  field?: string;
  label: string;
  hint?: string;
  error?: string;
  max: number;
  rows?: number;
};

export function TextBox({ place, form, field = 'text', label, hint, error, max, rows = 3 }: Props) {
  const [text, setText] = useKeptText(place, form, field);
  return (
    <Field label={label} {...(hint ? { hint } : {})} {...(error ? { error } : {})}>
      {(aria) => (
        <>
          <textarea
            {...aria}
            class="input"
            rows={rows}
            maxLength={max}
            value={text}
            onInput={(event) => setText(event.currentTarget.value)}
          />
          <p class="muted small">{t('work.left', { n: Array.from(text).length, max })}</p>
        </>
      )}
    </Field>
  );
}
