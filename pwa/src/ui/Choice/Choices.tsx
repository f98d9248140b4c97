/// Several of a few, all in sight. Real checkboxes, drawn as a row of pills.
import { Icon } from '../Icon/Icon';
import { Pills } from './Pills';

type Props<V extends string> = {
  legend: string;
  options: { value: V; label: string }[];
  values: readonly V[];
  error?: string | undefined;
  /// In the order of `options`.
  onChange: (values: V[]) => void;
};

export function Choices<V extends string>({ legend, options, values, error, onChange }: Props<V>) {
  const toggle = (value: V) =>
    onChange(options.map((option) => option.value).filter((one) => (one === value) !== values.includes(one)));
  return (
    <Pills legend={legend} error={error}>
      {options.map((option) => (
        <label key={option.value} class="choice-option">
          <input
            type="checkbox"
            checked={values.includes(option.value)}
            onChange={() => toggle(option.value)}
          />
          <span>
            {values.includes(option.value) ? <Icon name="check" size={16} /> : null}
            {option.label}
          </span>
        </label>
      ))}
    </Pills>
  );
}
