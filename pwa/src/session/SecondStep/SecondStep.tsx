/// The second step of signing in: a code of one's app, a passkey, or a code on paper.
import { useState } from 'preact/hooks';
import { type Challenge, doorApi, type FactorKind, type Proof } from '../../api/door';
import { hasCode } from '../../api/problem';
import type { Session } from '../../api/types';
import { t } from '../../i18n';
import { failureWords } from '../../ui/Asked/Asked';
import { Choice } from '../../ui/Choice/Choice';
import { Field } from '../../ui/Field/Field';
import { Notice } from '../../ui/Notice/Notice';
import { canUsePasskeys, showPasskey } from '../passkey';

type Props = { asked: Challenge; onDone: (session: Session) => void; onBack: (why: string) => void };

export function SecondStep({ asked, onDone, onBack }: Props) {
  const kinds = asked.kinds.filter((kind) => kind !== 'passkey' || (asked.passkey && canUsePasskeys()));
  const [kind, setKind] = useState<FactorKind>(kinds[0] ?? 'recovery');
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState('');

  const send = async (proof: Proof) => {
    setBusy(true);
    setError('');
    const answer = await doorApi.prove(asked.challenge, proof);
    setBusy(false);
    if (answer.ok) return onDone(answer.data);
    // Five minutes are over: the password again.
    if (hasCode(answer, 'challenge_ended')) return onBack(failureWords(answer));
    setError(failureWords(answer));
  };
  const passkey = async () => {
    setError('');
    const shown = await showPasskey(asked.passkey).catch(() => null);
    if (shown) await send({ passkey: shown });
    else setError(t('second.passkeyNot'));
  };
  return (
    <section class="stack" aria-labelledby="deuxieme">
      <h2 id="deuxieme">{t('second.title')}</h2>
      <p class="muted">{t('second.lead')}</p>
      {kinds.length > 1 ? (
        <Choice<FactorKind>
          legend={t('second.kinds')}
          name="second-kind"
          value={kind}
          options={kinds.map((value) => ({ value, label: t(`second.kind.${value}`) }))}
          onChange={(next) => {
            setKind(next);
            setError('');
          }}
        />
      ) : null}
      {error ? <Notice tone="bad">{error}</Notice> : null}
      {kind === 'passkey' ? (
        <>
          <p>{t('second.passkey')}</p>
          <button
            type="button"
            class="button main big"
            aria-disabled={busy}
            onClick={() => !busy && void passkey()}
          >
            {t('second.passkeyGo')}
          </button>
        </>
      ) : (
        <Typed
          key={kind}
          kind={kind}
          busy={busy}
          onMissing={() => setError(t('second.missing'))}
          onSend={(text) => void send(kind === 'totp' ? { code: text } : { recovery: text })}
        />
      )}
      <button type="button" class="button plain" onClick={() => onBack('')}>
        {t('second.back')}
      </button>
      <p class="muted">{t('second.lost')}</p>
    </section>
  );
}

type TypedProps = {
  kind: 'totp' | 'recovery';
  busy: boolean;
  onMissing: () => void;
  onSend: (text: string) => void;
};

function Typed({ kind, busy, onMissing, onSend }: TypedProps) {
  const [text, setText] = useState('');
  const plain = text.replace(/\s/g, '');
  return (
    <form
      class="stack"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        if (busy) return;
        if (plain) onSend(plain);
        else onMissing();
      }}
    >
      <Field label={t(`second.${kind}`)} hint={t(`second.${kind}Hint`)}>
        {(aria) => (
          <input
            {...aria}
            class="input"
            name={kind}
            inputMode={kind === 'totp' ? 'numeric' : 'text'}
            autocomplete="one-time-code"
            autocapitalize="none"
            spellcheck={false}
            value={text}
            onInput={(event) => setText(event.currentTarget.value)}
          />
        )}
      </Field>
      <button type="submit" class="button main big" aria-disabled={busy}>
        {t(busy ? 'signIn.busy' : 'second.submit')}
      </button>
    </form>
  );
}
