/// One setting of the draft, by its type.
import { useId } from 'preact/hooks';
import { AXES, type Axis } from '../../../api/types';
import { t } from '../../../i18n';
import { railsOf, type Spot } from '../rules/fields';
import { edit } from '../store';
import { fieldHelp, fieldWord, valueWords } from '../words';
import { Now } from './Now';
import { NumberField } from './NumberField';

type Props = { spot: Spot; value: unknown; now: unknown; problem: string };

export function SpotField({ spot, value, now, problem }: Props) {
  const rails = railsOf(spot.kind, spot.field, value);
  if (rails.type === 'number' && typeof value === 'number') {
    return <NumberField spot={spot} rails={rails} value={value} now={now} problem={problem} />;
  }
  if (rails.type === 'axes' && Array.isArray(value)) {
    return <AxesField spot={spot} value={value} now={now} problem={problem} />;
  }
  if (rails.type === 'switch') {
    return <SwitchField spot={spot} value={value === true} now={now === true} problem={problem} />;
  }
  return (
    <p class="lab-field">
      <span class="strong">{fieldWord(spot.kind, spot.field)}</span> {valueWords(value)}
    </p>
  );
}

/// A switch that is off leaves the file: that is how the server writes it too.
const OFF = undefined;

function SwitchField({
  spot,
  value,
  now,
  problem,
}: Omit<Props, 'value' | 'now'> & { value: boolean; now: boolean }) {
  const id = useId();
  const help = fieldHelp(spot.kind, spot.field);
  return (
    <div class="lab-field">
      <label class="lab-check">
        <input
          type="checkbox"
          data-place={spot.path}
          aria-describedby={`${id}-help ${id}-now`}
          checked={value}
          onChange={(event) => edit(spot.path, event.currentTarget.checked || OFF)}
        />
        <span>{fieldWord(spot.kind, spot.field)}</span>
      </label>
      <p id={`${id}-help`} class="muted small">
        {help}
      </p>
      <Now id={`${id}-now`} text={valueWords(now)} changed={now !== value} />
      {problem ? <p class="error small">{problem}</p> : null}
    </div>
  );
}

function AxesField({ spot, value, now, problem }: Omit<Props, 'value'> & { value: unknown[] }) {
  const id = useId();
  const toggle = (axis: Axis, on: boolean) =>
    edit(
      spot.path,
      AXES.filter((other) => (other === axis ? on : value.includes(other))),
    );
  // The last one stays: a rule that looks at nothing is a rule that is off.
  const last = value.length === 1;
  return (
    <fieldset class="lab-field" aria-describedby={`${id}-now`}>
      <legend>{fieldWord(spot.kind, spot.field)}</legend>
      <div class="row">
        {AXES.map((axis, index) => (
          <label key={axis} class="lab-check">
            <input
              type="checkbox"
              data-place={index === 0 ? spot.path : undefined}
              checked={value.includes(axis)}
              aria-disabled={last && value.includes(axis)}
              onClick={(event) => {
                if (last && value.includes(axis)) event.preventDefault();
              }}
              onChange={(event) => toggle(axis, event.currentTarget.checked)}
            />
            <span>{t(`axis.${axis}`)}</span>
          </label>
        ))}
      </div>
      {last ? <p class="muted small">{t('lab.lastAxis')}</p> : null}
      <Now id={`${id}-now`} text={valueWords(now)} changed={JSON.stringify(now) !== JSON.stringify(value)} />
      {problem ? <p class="error small">{problem}</p> : null}
    </fieldset>
  );
}
