/// One of a few, all in sight. Real radio buttons, drawn as a row of pills.
import { Pills } from './Pills';

type Props<V extends string> = {
  legend: string;
  name: string;
  options: { value: V; label: string }[];
  value: V | null;
  error?: string | undefined;
  onChange: (value: V) => void;
};

export function Choice<V extends string>({ legend, name, options, value, error, onChange }: Props<V>) {
  return (
    <Pills legend={legend} error={error}>
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
    </Pills>
  );
}
