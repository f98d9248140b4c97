/// When something is due: one of the presets, which the server moves to a working day, or a day of one's own.
import { useState } from 'preact/hooks';
import { DUE_PRESETS, type Due, type DuePreset } from '../../../api/casework';
import { t } from '../../../i18n';
import { dayKey, dayKeyPlus } from '../../../i18n/dates';
import { Choice } from '../../../ui/Choice/Choice';
import { Field } from '../../../ui/Field/Field';

type Choices = DuePreset | 'day';

type Props = {
  legend: string;
  name: string;
  due: Due | null;
  error?: string | undefined;
  onChange: (due: Due) => void;
};

export function DuePicker({ legend, name, due, error, onChange }: Props) {
  const [choice, setChoice] = useState<Choices | null>(due ? ('preset' in due ? due.preset : 'day') : null);
  const day = due && 'due_on' in due ? due.due_on : '';
  const choose = (next: Choices) => {
    setChoice(next);
    onChange(next === 'day' ? { due_on: day || dayKeyPlus(new Date(), 7) } : { preset: next });
  };
  return (
    <>
      <Choice
        legend={legend}
        name={name}
        value={choice}
        error={error}
        onChange={choose}
        options={[...DUE_PRESETS, 'day' as const].map((value) => ({ value, label: t(`case.due.${value}`) }))}
      />
      {choice === 'day' ? (
        <Field label={t('case.dueOn')}>
          {(aria) => (
            <input
              {...aria}
              class="input day-input"
              type="date"
              min={dayKey(new Date())}
              value={day}
              onInput={(event) => onChange({ due_on: event.currentTarget.value })}
            />
          )}
        </Field>
      ) : null}
    </>
  );
}

/// A day is only one once it is written out.
export const isDue = (due: Due | null): due is Due => due !== null && ('preset' in due || due.due_on !== '');
