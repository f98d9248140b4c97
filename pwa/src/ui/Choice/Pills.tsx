/// The frame of a choice: its legend, a row of pills, and what is wrong with it.
import type { ComponentChildren } from 'preact';
import { useId } from 'preact/hooks';
import './choice.css';

type Props = { legend: string; error?: string | undefined; children: ComponentChildren };

export function Pills({ legend, error, children }: Props) {
  const id = useId();
  return (
    <fieldset class="choice" aria-describedby={error ? `${id}-error` : undefined}>
      <legend>{legend}</legend>
      <div class="choice-options">{children}</div>
      {error ? (
        <p id={`${id}-error`} class="error">
          {error}
        </p>
      ) : null}
    </fieldset>
  );
}
