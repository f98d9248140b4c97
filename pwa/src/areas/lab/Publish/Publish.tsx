/// Putting the draft in force: a reason, one sentence of what changes, and a yes.
import { useState } from 'preact/hooks';
import { api } from '../../../api/client';
import { hasCode } from '../../../api/problem';
import { t, tn } from '../../../i18n';
import { dateTime } from '../../../i18n/dates';
import { Field } from '../../../ui/Field/Field';
import { Notice } from '../../../ui/Notice/Notice';
import { showToast } from '../../../ui/Toast/toast';
import { focusPlace } from '../Editor/focus';
import { fresh } from '../replay';
import { effectOf } from '../rules/outlook';
import {
  adopt,
  answer,
  changed,
  faulty,
  firstMistake,
  kept,
  problems,
  refresh,
  stale,
  takeProblems,
} from '../store';
import { ConfirmDialog } from './ConfirmDialog';
import { effectSentence } from './effect';
import { dayAfter, startOf, waitingVersion } from './waiting';

export function Publish() {
  const [asking, setAsking] = useState(false);
  const [day, setDay] = useState('');
  const waiting = waitingVersion(answer.value);
  const nothing = changed.value.length === 0;
  const mistakes = problems.value.length + faulty.value.size;

  const ask = () => {
    const first = firstMistake();
    if (first !== null) focusPlace(first);
    else if (!nothing && !stale.value && !waiting) setAsking(true);
  };

  const publish = async (reason: string): Promise<string | null> => {
    const mine = kept.value;
    if (!mine) return null;
    const answer = await api.publishRules(mine.draft, reason, mine.base_version, startOf(day));
    if (answer.ok) {
      adopt(answer.data);
      setAsking(false);
      const later = waitingVersion(answer.data);
      setDay('');
      showToast({
        text: later
          ? t('lab.publishedLater', { n: later.version, day: dateTime(later.effective_from) })
          : t('lab.published', { n: answer.data.current.version }),
        tone: 'ok',
      });
      return null;
    }
    if (hasCode(answer, 'stale_version')) {
      setAsking(false);
      await refresh();
      document.getElementById('perime')?.focus();
      return null;
    }
    if (answer.kind !== 'problem') return t(answer.kind === 'ended' ? 'app.ended' : 'app.unreachable');
    takeProblems(answer);
    return answer.problem.errors?.map((error) => error.detail).join(' ') || answer.problem.detail;
  };

  return (
    <section id="publier" class="stack" aria-labelledby="publier-title">
      <h2 id="publier-title">{t('lab.publish')}</h2>
      {nothing ? (
        <p class="muted">{t('lab.publishNothing')}</p>
      ) : (
        <p>{effectSentence(effectOf(fresh.value))}</p>
      )}
      {waiting ? (
        <Notice>{t('lab.waiting', { n: waiting.version, day: dateTime(waiting.effective_from) })}</Notice>
      ) : null}
      {mistakes > 0 ? <Notice tone="bad">{tn('lab.mistakes', mistakes)}</Notice> : null}
      <div>
        <button
          type="button"
          class="button main"
          aria-disabled={nothing || stale.value || waiting !== null}
          onClick={ask}
        >
          {t('lab.publishAsk')}
        </button>
      </div>
      {asking ? (
        <ConfirmDialog
          title={t('lab.publishTitle')}
          submit={t('lab.publishDo')}
          onClose={() => setAsking(false)}
          onSubmit={publish}
        >
          <p class="strong">{effectSentence(effectOf(fresh.value))}</p>
          <p>{tn('lab.publishChanges', changed.value.length)}</p>
          <Field label={t('lab.from')} hint={t('lab.fromHint')}>
            {(aria) => (
              <input
                {...aria}
                class="input"
                type="date"
                min={dayAfter(new Date())}
                value={day}
                onInput={(event) => setDay(event.currentTarget.value)}
              />
            )}
          </Field>
          <p class="muted small">{t('lab.publishMore')}</p>
        </ConfirmDialog>
      ) : null}
    </section>
  );
}
