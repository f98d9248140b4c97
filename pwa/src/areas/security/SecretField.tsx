/// One's password, asked again.
import { Field } from '../../ui/Field/Field';

type Props = {
  label: string;
  value: string;
  error?: string | undefined;
  fresh?: boolean;
  hint?: string;
  onChange: (value: string) => void;
};

export function SecretField({ label, value, error, hint, fresh = false, onChange }: Props) {
  return (
    <Field label={label} {...(hint ? { hint } : {})} {...(error ? { error } : {})}>
      {(aria) => (
        <input
          {...aria}
          class="input"
          type="password"
          {...(fresh
            ? ({ autocomplete: 'new-password' } as const)
            : ({ autocomplete: 'current-password' } as const))}
          value={value}
          onInput={(event) => onChange(event.currentTarget.value)}
        />
      )}
    </Field>
  );
}
