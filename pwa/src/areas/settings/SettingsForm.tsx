/// A part of the settings: a form over all of them, saved as a whole with the version it was read in. A part draws its fields, says
/// what is wrong with them, and nothing else.
import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import { type Settings, settingsApi } from '../../api/settings';
import { t } from '../../i18n';
import { Asked, failureWords, useAsked } from '../../ui/Asked/Asked';
import { alike } from '../../ui/merge';
import { Notice } from '../../ui/Notice/Notice';
import { SaveBar } from '../../ui/SaveBar/SaveBar';
import { showToast } from '../../ui/Toast/toast';
import { merged } from './merged';

type Part = {
  /// In words; nothing is sent while there are some.
  mistakesIn: (draft: Settings) => string[];
  tidied?: (draft: Settings) => Settings;
  children: (draft: Settings, change: (next: Settings) => void) => ComponentChildren;
};

export function SettingsForm(part: Part) {
  const asking = useAsked(settingsApi.read);
  return <Asked of={asking}>{(saved) => <Form saved={saved} put={asking.put} {...part} />}</Asked>;
}

type Props = Part & { saved: Settings; put: (settings: Settings) => void };
type Refusal = { words: string; theirs: Settings | null };

function Form({ saved, put, mistakesIn, tidied = (draft) => draft, children }: Props) {
  const [draft, setDraft] = useState(saved);
  const [busy, setBusy] = useState(false);
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const [mistakes, setMistakes] = useState<string[]>([]);

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
      return showToast({ text: t('app.saved'), tone: 'ok', action: { label: t('app.undo'), run } });
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
  const same = alike({ ...draft, version: 0 }, { ...saved, version: 0 });
  const { theirs } = refusal ?? { theirs: null };
  return (
    <>
      {children(draft, setDraft)}
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
