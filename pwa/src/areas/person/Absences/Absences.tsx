/// Stays away from home: declared here, taken back here, each with ten seconds to think again.
import { useEffect, useRef, useState } from 'preact/hooks';
import { api } from '../../../api/client';
import type { Failure } from '../../../api/problem';
import type { Absence, NewAbsence } from '../../../api/types';
import { t } from '../../../i18n';
import { atHour, dayKey, shortDay } from '../../../i18n/dates';
import { Icon } from '../../../ui/Icon/Icon';
import { showToast } from '../../../ui/Toast/toast';
import { AbsenceForm } from './AbsenceForm';
import { whenIs } from './absence';

type Props = { person: string; absences: Absence[]; onChange: () => Promise<void> };

export function Absences({ person, absences, onChange }: Props) {
  const [adding, setAdding] = useState(false);
  const opener = useRef<HTMLButtonElement>(null);
  const was = useRef(false);
  // Once the form closes, the keyboard is back where it opened it.
  useEffect(() => {
    if (was.current && !adding) opener.current?.focus();
    was.current = adding;
  }, [adding]);
  const { declare, remove } = changes(person, onChange);
  const newest = [...absences].sort((a, b) => b.from_day.localeCompare(a.from_day));
  return (
    <section id="absences" class="card stack-s">
      <h2>{t('away.title')}</h2>
      <p class="muted small">{t('away.why')}</p>
      {newest.length === 0 ? <p>{t('away.none')}</p> : null}
      <ul class="absences">
        {newest.map((absence) => (
          <Line key={absence.id} absence={absence} onRemove={() => void remove(absence)} />
        ))}
      </ul>
      {adding ? (
        <AbsenceForm
          onCancel={() => setAdding(false)}
          onSubmit={async (wanted) => {
            const failure = await declare(wanted);
            if (!failure) setAdding(false);
            return failure;
          }}
        />
      ) : (
        <div>
          <button ref={opener} type="button" class="button" onClick={() => setAdding(true)}>
            <Icon name="plus" />
            {t('away.declare')}
          </button>
        </div>
      )}
    </section>
  );
}

function changes(person: string, onChange: () => Promise<void>) {
  const failed = (failure: Failure) => {
    const text = failure.kind === 'problem' ? failure.problem.detail : t('app.unreachable');
    showToast({ text, tone: 'bad' });
  };
  const declare = async (wanted: NewAbsence, quiet = false): Promise<Failure | null> => {
    const answer = await api.declareAbsence(person, wanted);
    if (!answer.ok) return answer;
    await onChange();
    if (!quiet) {
      const run = () => void remove(answer.data, true);
      showToast({ text: t('away.declared'), tone: 'ok', action: { label: t('app.undo'), run } });
    }
    return null;
  };
  const remove = async (absence: Absence, quiet = false): Promise<void> => {
    const answer = await api.takeBackAbsence(person, absence.id);
    if (!answer.ok) return failed(answer);
    await onChange();
    if (quiet) return;
    const { from_day, to_day, kind } = absence;
    const again = () =>
      void declare({ from_day, to_day, kind }, true).then((failure) => failure && failed(failure));
    showToast({ text: t('away.removed'), tone: 'ok', action: { label: t('app.undo'), run: again } });
  };
  return { declare, remove };
}

const dayWord = (day: string) => shortDay(atHour(day, 12));

export function absenceWords({ kind, from_day, to_day }: Absence): string {
  const blanks = { kind: t(`absence.kind.${kind}`), from: dayWord(from_day) };
  return to_day === null
    ? t('absence.since', blanks)
    : t('absence.between', { ...blanks, to: dayWord(to_day) });
}

function Line({ absence, onRemove }: { absence: Absence; onRemove: () => void }) {
  const when = whenIs(absence, dayKey(new Date()));
  const words = absenceWords(absence);
  return (
    <li>
      <span class="absence-words">{words}</span>
      <span class={`tag${when === 'now' ? ' warn' : ''}`}>{t(`away.${when}`)}</span>
      <button
        type="button"
        class="button plain"
        aria-label={t('away.removeThis', { what: words })}
        onClick={onRemove}
      >
        <Icon name="close" size={16} />
        {t('away.remove')}
      </button>
    </li>
  );
}
