/// Where, from when, until when (or until further notice).
import { useEffect, useRef, useState } from 'preact/hooks';
import type { Failure } from '../../../api/problem';
import { ABSENCE_KINDS, type AbsenceKind, type NewAbsence } from '../../../api/types';
import { t } from '../../../i18n';
import { dayKey } from '../../../i18n/dates';
import { Choice } from '../../../ui/Choice/Choice';
import { Field } from '../../../ui/Field/Field';
import { Notice } from '../../../ui/Notice/Notice';
import { type Mistake, mistakeIn } from './absence';

type Props = { onSubmit: (absence: NewAbsence) => Promise<Failure | null>; onCancel: () => void };

export function AbsenceForm({ onSubmit, onCancel }: Props) {
  const [kind, setKind] = useState<AbsenceKind>('hospital');
  const [from, setFrom] = useState(() => dayKey(new Date()));
  const [to, setTo] = useState('');
  const [busy, setBusy] = useState(false);
  const [mistake, setMistake] = useState<Mistake | null>(null);
  const [refusal, setRefusal] = useState('');
  const form = useRef<HTMLFormElement>(null);
  useEffect(() => form.current?.querySelector<HTMLElement>('input:checked')?.focus(), []);

  const submit = async () => {
    if (busy) return;
    const found = mistakeIn(from, to);
    setMistake(found);
    setRefusal('');
    if (found) {
      form.current?.querySelector<HTMLElement>(`[name=${found.field}]`)?.focus();
      return;
    }
    setBusy(true);
    const failure = await onSubmit({ kind, from_day: from, to_day: to || null });
    setBusy(false);
    if (failure) setRefusal(failure.kind === 'problem' ? failure.problem.detail : t('app.unreachable'));
  };
  const errorOf = (field: Mistake['field']) => (mistake?.field === field ? { error: t(mistake.word) } : {});
  return (
    <form
      ref={form}
      class="stack absence-form"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        void submit();
      }}
    >
      <Choice
        legend={t('away.kindLabel')}
        name="absence-kind"
        value={kind}
        onChange={setKind}
        options={ABSENCE_KINDS.map((value) => ({ value, label: t(`absence.kind.${value}`) }))}
      />
      <div class="absence-days">
        <Field label={t('away.from')} {...errorOf('from')}>
          {(aria) => (
            <input
              {...aria}
              class="input"
              type="date"
              name="from"
              value={from}
              onInput={(event) => setFrom(event.currentTarget.value)}
            />
          )}
        </Field>
        <Field label={t('away.to')} {...errorOf('to')}>
          {(aria) => (
            <input
              {...aria}
              class="input"
              type="date"
              name="to"
              min={from}
              value={to}
              onInput={(event) => setTo(event.currentTarget.value)}
            />
          )}
        </Field>
      </div>
      <p class="muted small">{t('away.toHint')}</p>
      {refusal ? <Notice tone="bad">{refusal}</Notice> : null}
      <div class="row">
        <button type="submit" class="button main" aria-disabled={busy}>
          {t('away.declare')}
        </button>
        <button type="button" class="button plain" onClick={onCancel}>
          {t('app.cancel')}
        </button>
      </div>
    </form>
  );
}
