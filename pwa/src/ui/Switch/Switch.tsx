/// On or off, in force with the form it stands in. A checkbox with the role of a switch, drawn as one: the whole line is the target.
/// `locked` says why it cannot be moved; it stays focusable, so that TalkBack and NVDA read the reason.
import { useId } from 'preact/hooks';
import { Icon } from '../Icon/Icon';
import './switch.css';

type Props = {
  label: string;
  more?: string | undefined;
  locked?: string | undefined;
  on: boolean;
  onChange: (on: boolean) => void;
};

export function Switch({ label, more, locked, on, onChange }: Props) {
  const id = useId();
  const said = [more, locked].filter(Boolean);
  return (
    <label class={`switch${locked ? ' locked' : ''}`}>
      <span class="switch-text">
        <span class="switch-label">
          {locked ? <Icon name="lock" size={16} /> : null}
          {label}
        </span>
        {said.length > 0 ? (
          <span id={`${id}-more`} class="muted small">
            {said.join(' ')}
          </span>
        ) : null}
      </span>
      <input
        type="checkbox"
        role="switch"
        aria-checked={on}
        aria-label={label}
        aria-describedby={said.length > 0 ? `${id}-more` : undefined}
        aria-disabled={locked ? true : undefined}
        checked={on}
        onClick={(event) => locked && event.preventDefault()}
        onChange={(event) => !locked && onChange(event.currentTarget.checked)}
      />
    </label>
  );
}
