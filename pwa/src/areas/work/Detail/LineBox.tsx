/// One line of text, or a day, kept like the others.
import { Field } from '../../../ui/Field/Field';
import { useKeptText } from './drafts';

type Props = {
  place: string;
  form: string;
  field: string;
  label: string;
  type?: 'text' | 'date';
  initial?: string;
  max?: number;
  /// First and last day one may choose.
  from?: string;
  to?: string;
  error?: string;
};

export function LineBox({
  place,
  form,
  field,
  label,
  type = 'text',
  initial = '',
  max,
  from,
  to,
  error,
}: Props) {
  const [value, setValue] = useKeptText(place, form, field, initial);
  return (
    <Field label={label} {...(error ? { error } : {})}>
      {(aria) => {
        const common = {
          ...aria,
          class: 'input',
          value,
          onInput: (event: { currentTarget: HTMLInputElement }) => setValue(event.currentTarget.value),
        };
        return type === 'date' ? (
          <input {...common} type="date" min={from} max={to} />
        ) : (
          <input {...common} type="text" maxLength={max} />
        );
      }}
    </Field>
  );
}
