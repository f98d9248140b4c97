/// Working time and targets: one form, saved as a whole, with the version it was read in.
import { useState } from 'preact/hooks';
import { type Settings, settingsApi } from '../../../api/settings';
import { t } from '../../../i18n';
import { Asked, failureWords, useAsked } from '../../../ui/Asked/Asked';
import { Notice } from '../../../ui/Notice/Notice';
import { showToast } from '../../../ui/Toast/toast';
import { SaveBar } from '../SaveBar';
import { Delays } from './Delays';
import { Holidays } from './Holidays';
import { hoursMistakes, merged, minutesMistakes, tidied } from './hours';
import { WeekHours } from './WeekHours';

export function Work() {
  const asking = useAsked(settingsApi.read);
  return <Asked of={asking}>{(saved) => <Form saved={saved} put={asking.put} />}</Asked>;
}

type Refusal = { words: string; theirs: Settings | null };

function Form({ saved, put }: { saved: Settings; put: (settings: Settings) => void }) {
  const [draft, setDraft] = useState(saved);
  const [busy, setBusy] = useState(false);
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const [mistakes, setMistakes] = useState<string[]>([]);
  const same = JSON.stringify({ ...draft, version: 0 }) === JSON.stringify({ ...saved, version: 0 });

  const adopt = (next: Settings) => {
    put(next);
    setDraft(next);
    setRefusal(null);
    setMistakes([]);
  };
  const undo = async (before: Settings, now: Settings) => {
    const answer = await settingsApi.save({ ...before, version: now.version });
    if (answer.ok) adopt(answer.data);
    else showToast({ text: failureWords(answer), tone: 'bad' });
  };
  const save = async () => {
    const found = mistakesIn(draft);
    setMistakes(found);
    setRefusal(null);
    if (found.length > 0) return;
    setBusy(true);
    const answer = await settingsApi.save(tidied(draft));
    setBusy(false);
    if (answer.ok) {
      const run = () => void undo(saved, answer.data);
      adopt(answer.data);
      return showToast({ text: t('settings.saved'), tone: 'ok', action: { label: t('app.undo'), run } });
    }
    const theirs =
      answer.kind === 'problem' ? ((answer.problem as { settings?: Settings }).settings ?? null) : null;
    if (!theirs) {
      const places = answer.kind === 'problem' ? (answer.problem.errors ?? []) : [];
      setMistakes(places.map((place) => `${place.pointer} : ${place.detail}`));
      return setRefusal({ words: failureWords(answer), theirs: null });
    }
    put(theirs);
    setDraft(merged(saved, draft, theirs));
    setRefusal({ words: t('settings.faster'), theirs });
  };
  const work = (change: Partial<Settings['working_time']>) =>
    setDraft({ ...draft, working_time: { ...draft.working_time, ...change } });
  const { theirs } = refusal ?? { theirs: null };
  return (
    <>
      <WeekHours hours={draft.working_time.hours} onChange={(hours) => work({ hours })} />
      <Holidays time={draft.working_time} onChange={work} />
      <Delays settings={draft} onChange={setDraft} />
      <SaveBar changed={!same} busy={busy} onSave={() => void save()} onReset={() => adopt(saved)}>
        {mistakes.length > 0 ? (
          <Notice tone="bad">
            <strong>{t('settings.mistakes')}</strong>
            <ul>
              {mistakes.map((mistake) => (
                <li key={mistake}>{mistake}</li>
              ))}
            </ul>
          </Notice>
        ) : null}
        {refusal ? (
          <Notice tone="bad">
            {refusal.words}
            {theirs ? (
              <button type="button" class="button" onClick={() => adopt(theirs)}>
                {t('settings.theirs')}
              </button>
            ) : null}
          </Notice>
        ) : null}
      </SaveBar>
    </>
  );
}

function mistakesIn(draft: Settings): string[] {
  const hours = hoursMistakes(draft.working_time.hours).map((mistake) =>
    mistake.kind === 'empty'
      ? t('settings.wrong.empty')
      : t(`settings.wrong.${mistake.kind}`, { day: t(`settings.day.${mistake.day}`) }),
  );
  const minutes = minutesMistakes(draft).map(({ what, severity }) =>
    t('settings.wrong.minutes', {
      place: t('settings.amount', {
        what: t(`settings.${what}`),
        severity: t(`settings.severity.${severity}`).toLowerCase(),
      }),
    }),
  );
  return [...hours, ...minutes];
}
