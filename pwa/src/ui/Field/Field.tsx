/// A labelled control with its hint and its error, tied together for screen readers.
import type { ComponentChildren } from 'preact';
import { useId } from 'preact/hooks';
import './field.css';

type Aria = { id: string; 'aria-describedby': string | undefined; 'aria-invalid': boolean | undefined };
type Props = { label: string; hint?: string; error?: string; children: (aria: Aria) => ComponentChildren };

export function Field({ label, hint, error, children }: Props) {
  const id = useId();
  const described = [hint ? `${id}-hint` : '', error ? `${id}-error` : ''].filter(Boolean).join(' ');
  return (
    <div class="field">
      <label for={id}>{label}</label>
      {hint ? (
        <p id={`${id}-hint`} class="muted small">
          {hint}
        </p>
      ) : null}
      {children({ id, 'aria-describedby': described || undefined, 'aria-invalid': error ? true : undefined })}
      {error ? (
        <p id={`${id}-error`} class="error">
          {error}
        </p>
      ) : null}
    </div>
  );
}

type Option<V extends string> = { value: V; label: string };
type SelectProps<V extends string> = {
  label: string;
  value: V;
  options: Option<V>[];
  name?: string;
  error?: string;
  onChange: (value: V) => void;
};

export function Select<V extends string>({ label, value, options, name, error, onChange }: SelectProps<V>) {
  return (
    <Field label={label} {...(error ? { error } : {})}>
      {(aria) => (
        <select
          {...aria}
          class="input"
          name={name}
          value={value}
          onChange={(event) => onChange(event.currentTarget.value as V)}
        >
          {options.map((option) => (
            <option key={option.value} value={option.value}>
              {option.label}
            </option>
          ))}
        </select>
      )}
    </Field>
  );
}
