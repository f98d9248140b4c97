/// To another day: by one button, or to a day one names. What one can drag can also be moved here (WCAG 2.5.7).
import { useEffect, useRef, useState } from 'preact/hooks';
import { type FollowUp, PRESETS, type When } from '../../../api/follow';
import { t } from '../../../i18n';
import { dayKey } from '../../../i18n/dates';
import { Field } from '../../../ui/Field/Field';
import { Notice } from '../../../ui/Notice/Notice';
import { isDay } from '../days';
import { busy } from '../step';
import { move, type OnChange } from './actions';

type Props = { item: FollowUp; onChange: OnChange; onClose: () => void };

export function MoveForm({ item, onChange, onClose }: Props) {
  const today = dayKey(new Date());
  const [day, setDay] = useState('');
  const [mistake, setMistake] = useState<string | null>(null);
  const [refusal, setRefusal] = useState<string | null>(null);
  const first = useRef<HTMLButtonElement>(null);
  useEffect(() => first.current?.focus(), []);
  const send = async (when: When) => {
    setRefusal(null);
    const why = await move(item, when, onChange);
    if (why) setRefusal(why);
    else onClose();
  };
  return (
    <form
      class="stack"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        setMistake(!isDay(day) ? t('plan.dayMissing') : day < today ? t('plan.dayPast') : null);
        if (isDay(day) && day >= today) void send({ due_on: day });
      }}
    >
      <fieldset>
        <legend class="strong">{t('plan.moveLabel')}</legend>
        <div class="row">
          {PRESETS.map((preset, index) => (
            <button
              key={preset}
              ref={index === 0 ? first : undefined}
              type="button"
              class="button"
              aria-disabled={busy.value}
              onClick={() => void send({ preset })}
            >
              {t(`plan.preset.${preset}`)}
            </button>
          ))}
        </div>
      </fieldset>
      <div class="follow-when">
        <Field label={t('plan.otherDay')} {...(mistake ? { error: mistake } : {})}>
          {(aria) => (
            <input
              {...aria}
              class="input"
              type="date"
              min={today}
              value={day}
              onInput={(event) => setDay(event.currentTarget.value)}
            />
          )}
        </Field>
        <button type="submit" class="button" aria-disabled={busy.value}>
          {t('plan.moveThere')}
        </button>
        <button type="button" class="button plain" onClick={onClose}>
          {t('app.cancel')}
        </button>
      </div>
      {refusal ? <Notice tone="bad">{refusal}</Notice> : null}
    </form>
  );
}
