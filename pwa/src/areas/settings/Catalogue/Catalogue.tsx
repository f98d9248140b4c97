/// What can be noted as done, and the kinds of partners: the federation's own words.
import { useState } from 'preact/hooks';
import { type Catalogue as Lists, partnersApi } from '../../../api/partners';
import { t } from '../../../i18n';
import { Asked, failureWords, useAsked } from '../../../ui/Asked/Asked';
import { Icon } from '../../../ui/Icon/Icon';
import { Notice } from '../../../ui/Notice/Notice';
import { SaveBar } from '../../../ui/SaveBar/SaveBar';
import { showToast } from '../../../ui/Toast/toast';
import { ActionLine, KindLine } from './Lines';
import { completed, nameless, newAction, newKind } from './lists';

export function Catalogue() {
  const asking = useAsked(partnersApi.catalogue);
  return <Asked of={asking}>{(saved) => <Form saved={saved} put={asking.put} />}</Asked>;
}

function Form({ saved, put }: { saved: Lists; put: (lists: Lists) => void }) {
  const [draft, setDraft] = useState(saved);
  const [busy, setBusy] = useState(false);
  const [refusal, setRefusal] = useState('');
  const adopt = (next: Lists) => {
    put(next);
    setDraft(next);
    setRefusal('');
  };
  const send = async (lists: Lists): Promise<boolean> => {
    setBusy(true);
    const answer = await partnersApi.putCatalogue(lists);
    setBusy(false);
    if (answer.ok) adopt(answer.data);
    else setRefusal(failureWords(answer));
    return answer.ok;
  };
  const save = async () => {
    if (nameless(draft)) return setRefusal(t('settings.wrong.label'));
    if (!(await send(completed(draft)))) return;
    const run = () => void send(saved);
    showToast({ text: t('app.saved'), tone: 'ok', action: { label: t('app.undo'), run } });
  };
  const at = <T,>(list: T[], index: number, next: T | null): T[] =>
    next === null
      ? list.filter((_, other) => other !== index)
      : list.map((one, other) => (other === index ? next : one));
  return (
    <>
      <section class="stack-s">
        <h2>{t('settings.actions')}</h2>
        <p class="muted small">{t('settings.actionsLead')}</p>
        {draft.actions.map((action, index) => (
          <ActionLine
            key={action.id || `new-${index}`}
            action={action}
            kinds={draft.partner_kinds}
            onChange={(next) => setDraft({ ...draft, actions: at(draft.actions, index, next) })}
          />
        ))}
        <div>
          <button
            type="button"
            class="button"
            onClick={() => setDraft({ ...draft, actions: [...draft.actions, newAction()] })}
          >
            <Icon name="plus" size={18} />
            {t('settings.addAction')}
          </button>
        </div>
      </section>
      <section class="stack-s">
        <h2>{t('settings.kinds')}</h2>
        <p class="muted small">{t('settings.kindsLead')}</p>
        {draft.partner_kinds.map((kind, index) => (
          <KindLine
            key={kind.id || `new-${index}`}
            kind={kind}
            onChange={(next) => setDraft({ ...draft, partner_kinds: at(draft.partner_kinds, index, next) })}
          />
        ))}
        <div>
          <button
            type="button"
            class="button"
            onClick={() => setDraft({ ...draft, partner_kinds: [...draft.partner_kinds, newKind()] })}
          >
            <Icon name="plus" size={18} />
            {t('settings.addKind')}
          </button>
        </div>
      </section>
      <SaveBar
        changed={JSON.stringify(draft) !== JSON.stringify(saved)}
        busy={busy}
        onSave={() => void save()}
        onReset={() => adopt(saved)}
      >
        {refusal ? <Notice tone="bad">{refusal}</Notice> : null}
      </SaveBar>
    </>
  );
}
