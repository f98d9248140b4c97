/// When, how and of what one is told: one form, saved as a whole, with the version it was read in.
import { useState } from 'preact/hooks';
import { notificationsApi, type Preferences as Prefs } from '../../api/notifications';
import type { Failure } from '../../api/problem';
import { t } from '../../i18n';
import { Asked, failureWords, useAsked } from '../../ui/Asked/Asked';
import { Notice } from '../../ui/Notice/Notice';
import { SaveBar } from '../../ui/SaveBar/SaveBar';
import { showToast } from '../../ui/Toast/toast';
import { Channels } from './Channels';
import { Kinds } from './Kinds';
import { Night } from './Night';
import { type Mistake, mistakesOf, rebased, sameChoice } from './prefs';
import { When } from './When';

export function Preferences() {
  const asking = useAsked(notificationsApi.read);
  return <Asked of={asking}>{(saved) => <Form saved={saved} put={asking.put} />}</Asked>;
}

const isStale = (failure: Failure) => failure.kind === 'problem' && failure.status === 409;

function Form({ saved, put }: { saved: Prefs; put: (prefs: Prefs) => void }) {
  const [draft, setDraft] = useState(saved);
  const [busy, setBusy] = useState(false);
  const [refusal, setRefusal] = useState('');
  const [mistakes, setMistakes] = useState<Mistake[]>([]);
  const adopt = (next: Prefs) => {
    put(next);
    setDraft(next);
    setRefusal('');
    setMistakes([]);
  };
  const undo = async (before: Prefs, now: Prefs) => {
    const answer = await notificationsApi.save({ ...before, version: now.version });
    if (answer.ok) adopt(answer.data);
    else showToast({ text: failureWords(answer), tone: 'bad' });
  };
  const save = async () => {
    const found = mistakesOf(draft);
    setMistakes(found);
    setRefusal('');
    if (found.length > 0) return;
    setBusy(true);
    const answer = await notificationsApi.save(draft);
    const theirs = !answer.ok && isStale(answer) ? await notificationsApi.read() : null;
    setBusy(false);
    if (answer.ok) {
      const run = () => void undo(saved, answer.data);
      adopt(answer.data);
      return showToast({ text: t('app.saved'), tone: 'ok', action: { label: t('app.undo'), run } });
    }
    if (!theirs?.ok) return setRefusal(failureWords(answer));
    put(theirs.data);
    setDraft(rebased(saved, draft, theirs.data));
    setRefusal(t('notif.faster'));
  };
  const changed = !sameChoice(draft, saved);
  const change = (next: Partial<Prefs>) => setDraft({ ...draft, ...next });
  return (
    <>
      <Night prefs={saved} />
      <Channels prefs={draft} mistakes={mistakes} onChange={change} />
      <When prefs={draft} mistakes={mistakes} onChange={change} />
      <Kinds prefs={draft} onChange={(kinds) => change({ kinds })} />
      {changed || refusal ? (
        <SaveBar changed={changed} busy={busy} onSave={() => void save()} onReset={() => adopt(saved)}>
          {mistakes.length > 0 ? (
            <Notice tone="bad">{mistakes.map((mistake) => t(`notif.wrong.${mistake}`)).join(' ')}</Notice>
          ) : null}
          {refusal ? <Notice tone="bad">{refusal}</Notice> : null}
        </SaveBar>
      ) : null}
    </>
  );
}
