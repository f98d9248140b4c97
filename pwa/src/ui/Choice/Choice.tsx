/// One of a few, all in sight. Real radio buttons, drawn as a row of pills.
import { useId } from 'preact/hooks';
import './choice.css';

type Props<V extends string> = {
  legend: string;
  name: string;
  options: { value: V; label: string }[];
  value: V | null;
  error?: string | undefined;
  onChange: (value: V) => void;
};

export function Choice<V extends string>({ legend, name, options, value, error, onChange }: Props<V>) {
  const id = useId();
  return (
    <fieldset class="choice" aria-describedby={error ? `${id}-error` : undefined}>
      <legend>{legend}</legend>
      <div class="choice-options">
        {options.map((option) => (
          <label key={option.value} class="choice-option">
            <input
              type="radio"
              name={name}
              value={option.value}
              checked={value === option.value}
              onChange={() => onChange(option.value)}
            />
            <span>{option.label}</span>
          </label>
        ))}
      </div>
      {error ? (
        <p id={`${id}-error`} class="error">
          {error}
        </p>
      ) : null}
    </fieldset>
  );
}
