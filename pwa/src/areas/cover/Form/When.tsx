/// From when to when, on the clock of the federation.
import { t } from '../../../i18n';
import { Field } from '../../../ui/Field/Field';

type Times = { from: string; to: string };
type Props = Times & {
  onChange: (change: Partial<Times>) => void;
  fromError?: string | undefined;
  toError?: string | undefined;
};

export function When({ from, to, onChange, fromError, toError }: Props) {
  const field = (name: keyof Times, label: string, value: string, error: string | undefined) => (
    <Field label={label} {...(error ? { error } : {})}>
      {(aria) => (
        <input
          {...aria}
          class="input"
          type="datetime-local"
          name={name}
          value={value}
          onInput={(event) => onChange({ [name]: event.currentTarget.value })}
        />
      )}
    </Field>
  );
  return (
    <div class="cover-when">
      {field('from', t('cover.from'), from, fromError)}
      {field('to', t('cover.to'), to, toError)}
    </div>
  );
}
