/// A number as text and as a slider, beside what is in force. Both are the same value; a text that is no value stays
/// on screen with its error, and the draft keeps the last good one.
import { useId } from 'preact/hooks';
import { t } from '../../../i18n';
import { faultOf, hasSlider, type NumberRails, parse, type Spot } from '../rules/fields';
import { edit, faulty, tellFault } from '../store';
import { fieldHelp, fieldWord, number, unitWord, valueWords } from '../words';
import { Now } from './Now';

type Props = { spot: Spot; rails: NumberRails; value: number; now: unknown; problem: string };

export function NumberField({ spot, rails, value, now, problem }: Props) {
  const id = useId();
  const { path, kind, field } = spot;
  const label = fieldWord(kind, field);
  const help = fieldHelp(kind, field);
  const typed = faulty.value.get(path);
  const fault = typed === undefined ? null : faultOf(typed, rails);
  const error = fault ? faultWords(fault, rails) : problem;
  const unit = unitWord(rails.unit, value);

  const type = (text: string) => {
    const wrong = faultOf(text, rails);
    tellFault(path, wrong ? text : null);
    const next = parse(text);
    if (!wrong && next !== null) edit(path, next);
  };
  const described = [help ? `${id}-help` : '', `${id}-now`, error ? `${id}-error` : '']
    .filter(Boolean)
    .join(' ');
  return (
    <div class="lab-field">
      <label for={id}>{label}</label>
      {help ? (
        <p id={`${id}-help`} class="muted small">
          {help}
        </p>
      ) : null}
      <div class="lab-pair">
        <Now id={`${id}-now`} text={valueWords(now, rails.unit)} changed={now !== value} />
        <span class="lab-number">
          <input
            id={id}
            class="input"
            type="text"
            inputMode="decimal"
            autocomplete="off"
            data-place={path}
            aria-describedby={described}
            aria-invalid={error ? true : undefined}
            value={typed ?? number(value, 4)}
            onInput={(event) => type(event.currentTarget.value)}
          />
          {unit ? <span class="lab-unit">{unit}</span> : null}
        </span>
        {hasSlider(rails) ? (
          <input
            type="range"
            aria-label={t('lab.slider', { name: label })}
            aria-valuetext={valueWords(value, rails.unit)}
            min={rails.min}
            max={rails.max}
            step={rails.step}
            value={value}
            onInput={(event) => type(event.currentTarget.value)}
          />
        ) : null}
      </div>
      {error ? (
        <p id={`${id}-error`} class="error small">
          {error}
        </p>
      ) : null}
    </div>
  );
}

function faultWords(fault: 'number' | 'range' | 'whole', { min, max }: NumberRails): string {
  if (fault === 'range') return t('lab.fault.range', { min: number(min), max: number(max) });
  return t(`lab.fault.${fault}`);
}
