/// What will happen, and the password before it does.
import { useState } from 'preact/hooks';
import type { Result } from '../../../api/problem';
import { t } from '../../../i18n';
import { Dialog } from '../../../ui/Dialog/Dialog';
import { Notice } from '../../../ui/Notice/Notice';
import { SecretField } from '../SecretField';
import { firstMistake, secretMistake } from '../wall';

type Props<T> = {
  title: string;
  lead: string;
  submit: string;
  ask: (secret: string) => Promise<Result<T>>;
  onDone: (data: T) => void;
  onClose: () => void;
};

export function AskAgain<T>({ title, lead, submit, ask, onDone, onClose }: Props<T>) {
  const [secret, setSecret] = useState('');
  const [busy, setBusy] = useState(false);
  const [wrong, setWrong] = useState('');
  const [refusal, setRefusal] = useState('');
  const run = async () => {
    if (busy) return;
    setWrong('');
    setRefusal('');
    if (!secret) return setWrong(t('security.currentMissing'));
    setBusy(true);
    const answer = await ask(secret);
    setBusy(false);
    if (answer.ok) return onDone(answer.data);
    const words = secretMistake(answer);
    if (words === null) setRefusal(firstMistake(answer));
    else setWrong(words);
  };
  return (
    <Dialog title={title} onClose={onClose}>
      <p>{lead}</p>
      <form
        class="stack"
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          void run();
        }}
      >
        <SecretField label={t('security.again')} value={secret} error={wrong} onChange={setSecret} />
        {refusal ? <Notice tone="bad">{refusal}</Notice> : null}
        <div class="row">
          <button type="submit" class="button main" aria-disabled={busy}>
            {submit}
          </button>
          <button type="button" class="button plain" onClick={onClose}>
            {t('app.cancel')}
          </button>
        </div>
      </form>
    </Dialog>
  );
}
