/// Telling other tools, such as an SMS gateway: where, of what, the secret that proves it is Vigie, and a test.
import { useState } from 'preact/hooks';
import type { Failure } from '../../../api/problem';
import { type Webhook as Hook, webhookApi } from '../../../api/webhook';
import { t, wordOr } from '../../../i18n';
import { Asked, type Asking, failureWords, useAsked } from '../../../ui/Asked/Asked';
import { Choices } from '../../../ui/Choice/Choices';
import { Field } from '../../../ui/Field/Field';
import { Icon } from '../../../ui/Icon/Icon';
import { alike } from '../../../ui/merge';
import { Notice } from '../../../ui/Notice/Notice';
import { SaveBar } from '../../../ui/SaveBar/SaveBar';
import { Switch } from '../../../ui/Switch/Switch';
import { showToast } from '../../../ui/Toast/toast';
import { KINDS, mistakeOf } from './address';
import { Secret } from './Secret';

export function Webhook() {
  const asking = useAsked(webhookApi.read);
  return <Asked of={asking}>{(saved) => <Form saved={saved} asking={asking} />}</Asked>;
}

/// What the form is about; of the secret only its maker knows more.
const chosen = ({ url, enabled, kinds }: Hook) => ({ url, enabled, kinds });

/// The server names the place and a code; for those of an address we have words.
function refusalOf(failure: Failure): string {
  const [first] = failure.kind === 'problem' ? (failure.problem.errors ?? []) : [];
  const words = first ? wordOr('settings.wrong.webhook', first.code) : '';
  return words && words !== first?.code ? words : failureWords(failure);
}

function Form({ saved, asking }: { saved: Hook; asking: Asking<Hook> }) {
  const [draft, setDraft] = useState(saved);
  const [busy, setBusy] = useState(false);
  const [refusal, setRefusal] = useState('');
  const [checked, setChecked] = useState(false);
  const mistake = mistakeOf({ ...draft, has_secret: saved.has_secret });
  const changed = !alike(chosen(draft), chosen(saved));
  const adopt = (next: Hook) => {
    asking.put(next);
    setDraft(next);
    setRefusal('');
    setChecked(false);
  };
  const save = async () => {
    setChecked(true);
    setRefusal('');
    if (mistake) return;
    setBusy(true);
    const answer = await webhookApi.save({ ...draft, version: saved.version });
    const stale = !answer.ok && answer.kind === 'problem' && answer.status === 409;
    const theirs = stale ? await webhookApi.read() : null;
    setBusy(false);
    if (answer.ok) {
      adopt(answer.data);
      return showToast({ text: t('app.saved'), tone: 'ok' });
    }
    // What was typed stays, and goes over what somebody else saved.
    if (theirs?.ok) asking.put(theirs.data);
    setRefusal(stale ? t('settings.faster') : refusalOf(answer));
  };
  return (
    <>
      <section class="stack-s">
        <h2>{t('settings.webhook')}</h2>
        <p class="muted">{t('settings.webhookLead')}</p>
        <div class="card stack-s">
          <Switch
            label={t('settings.webhookOn')}
            on={draft.enabled}
            onChange={(enabled) => setDraft({ ...draft, enabled })}
          />
          <Field
            label={t('settings.webhookUrl')}
            hint={t('settings.webhookUrlHint')}
            {...(checked && mistake ? { error: t(`settings.wrong.webhook.${mistake}`) } : {})}
          >
            {(aria) => (
              <input
                {...aria}
                class="input"
                type="url"
                inputMode="url"
                autocomplete="off"
                spellcheck={false}
                value={draft.url ?? ''}
                onInput={(event) => setDraft({ ...draft, url: event.currentTarget.value.trim() || null })}
              />
            )}
          </Field>
          <Choices
            legend={t('settings.webhookKinds')}
            options={KINDS.map((value) => ({ value, label: t(`settings.kind.${value}`) }))}
            values={KINDS.filter((kind) => draft.kinds.includes(kind))}
            onChange={(kinds) => setDraft({ ...draft, kinds })}
          />
          <p class="muted small">{t('settings.webhookBody')}</p>
        </div>
      </section>
      <Secret known={saved.has_secret} madeAt={saved.secret_made_at} onMade={() => void asking.again()} />
      <Try ready={!changed && saved.enabled && saved.url !== null && saved.has_secret} />
      <SaveBar changed={changed} busy={busy} onSave={() => void save()} onReset={() => adopt(saved)}>
        {refusal ? <Notice tone="bad">{refusal}</Notice> : null}
      </SaveBar>
    </>
  );
}

/// Goes the way of every message: what comes of it is among the figures and, if it fails, among the letters.
function Try({ ready }: { ready: boolean }) {
  const [state, setState] = useState<'idle' | 'busy' | 'sent'>('idle');
  const [refusal, setRefusal] = useState('');
  const run = async () => {
    setState('busy');
    setRefusal('');
    const answer = await webhookApi.test();
    setState(answer.ok ? 'sent' : 'idle');
    if (!answer.ok) setRefusal(failureWords(answer));
  };
  return (
    <section class="stack-s">
      <h2>{t('settings.webhookTry')}</h2>
      <p class="muted">{t(ready ? 'settings.webhookTryMore' : 'settings.webhookTryFirst')}</p>
      <div>
        <button
          type="button"
          class="button"
          aria-disabled={!ready || state === 'busy'}
          onClick={() => ready && state !== 'busy' && void run()}
        >
          <Icon name="send" />
          {t('settings.webhookTest')}
        </button>
      </div>
      {state === 'sent' ? (
        <Notice tone="ok">
          {t('settings.webhookSent')} <a href="/courriers">{t('settings.openLetters')}</a>
        </Notice>
      ) : null}
      {refusal ? <Notice tone="bad">{refusal}</Notice> : null}
    </section>
  );
}
