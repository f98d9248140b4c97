/// A text field that counts what is left.
import { t } from '../../../i18n';
import { Field } from '../../../ui/Field/Field';

type Props = {
  label: string;
  hint?: string | undefined;
  error?: string | undefined;
  value: string;
  max: number;
  rows?: number;
  onChange: (text: string) => void;
};

export function Words({ label, hint, error, value, max, rows = 2, onChange }: Props) {
  return (
    <Field label={label} {...(hint ? { hint } : {})} {...(error ? { error } : {})}>
      {(aria) => (
        <>
          <textarea
            {...aria}
            class="input words"
            rows={rows}
            maxLength={max}
            value={value}
            onInput={(event) => onChange(event.currentTarget.value)}
            onKeyDown={(event) => {
              if (event.key === 'Enter' && (event.ctrlKey || event.metaKey))
                event.currentTarget.form?.requestSubmit();
            }}
          />
          {value.length > max * 0.8 ? (
            <p class="muted small">{t('plan.left', { n: Array.from(value).length, max })}</p>
          ) : null}
        </>
      )}
    </Field>
  );
}
