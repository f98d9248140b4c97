/// A code app: its secret as a QR code and as text, then a first code as proof that it is there.
import { useState } from 'preact/hooks';
import { type NewTotp, securityApi } from '../../../api/security';
import { t } from '../../../i18n';
import { Dialog } from '../../../ui/Dialog/Dialog';
import { Field } from '../../../ui/Field/Field';
import { Notice } from '../../../ui/Notice/Notice';
import { Qr } from '../../../ui/Qr/Qr';
import { firstMistake, useWall } from '../wall';
import { Begin } from './Begin';
import { inFours } from './codes';

type Props = { onDone: (codes: string[] | null) => void; onClose: () => void };

export function AddTotp({ onDone, onClose }: Props) {
  const [made, setMade] = useState<NewTotp | null>(null);
  const wall = useWall(securityApi.beginTotp);
  return (
    <Dialog title={t('security.addTotp')} onClose={onClose}>
      {made ? (
        <Confirm made={made} onDone={onDone} />
      ) : (
        <Begin wall={wall} submit={t('security.continue')} onBegun={setMade}>
          <p>{t('security.totpLead')}</p>
        </Begin>
      )}
    </Dialog>
  );
}

function Confirm({ made, onDone }: { made: NewTotp; onDone: Props['onDone'] }) {
  const [code, setCode] = useState('');
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState('');
  const send = async () => {
    if (busy) return;
    setError('');
    const plain = code.replace(/\s/g, '');
    if (!/^\d{6}$/.test(plain)) return setError(t('security.codeMissing'));
    setBusy(true);
    const answer = await securityApi.confirmTotp(made.id, plain);
    setBusy(false);
    if (answer.ok) onDone(answer.data.recovery_codes);
    else setError(firstMistake(answer));
  };
  return (
    <form
      class="stack"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        void send();
      }}
    >
      <p>{t('security.totpScan')}</p>
      <div class="security-qr">
        <Qr text={made.uri} label={t('security.totpQr')} />
      </div>
      <p>
        {t('security.totpByHand')}
        <br />
        <code class="security-secret">{inFours(made.secret)}</code>
      </p>
      <p>
        <a href={made.uri}>{t('security.totpOpen')}</a>
      </p>
      <Field label={t('security.code')} hint={t('security.codeHint')}>
        {(aria) => (
          <input
            {...aria}
            class="input security-code"
            name="totp"
            inputMode="numeric"
            autocomplete="one-time-code"
            maxLength={7}
            value={code}
            onInput={(event) => setCode(event.currentTarget.value)}
          />
        )}
      </Field>
      {error ? <Notice tone="bad">{error}</Notice> : null}
      <div>
        <button type="submit" class="button main" aria-disabled={busy}>
          {t('security.totpConfirm')}
        </button>
      </div>
    </form>
  );
}
