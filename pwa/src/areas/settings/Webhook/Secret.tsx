/// The secret that signs: made here, shown once, never again.
import { useRef, useState } from 'preact/hooks';
import { webhookApi } from '../../../api/webhook';
import { t } from '../../../i18n';
import { dateTime } from '../../../i18n/dates';
import { failureWords } from '../../../ui/Asked/Asked';
import { Field } from '../../../ui/Field/Field';
import { Notice } from '../../../ui/Notice/Notice';
import { showToast } from '../../../ui/Toast/toast';

type Props = { known: boolean; madeAt: string | null; onMade: () => void };

export function Secret({ known, madeAt, onMade }: Props) {
  const [secret, setSecret] = useState('');
  const [asked, setAsked] = useState(false);
  const [busy, setBusy] = useState(false);
  const field = useRef<HTMLInputElement>(null);
  const make = async () => {
    setBusy(true);
    const answer = await webhookApi.newSecret();
    setBusy(false);
    setAsked(false);
    if (!answer.ok) return showToast({ text: failureWords(answer), tone: 'bad' });
    setSecret(answer.data.secret);
    onMade();
  };
  const copy = async () => {
    field.current?.select();
    const done = await navigator.clipboard.writeText(secret).then(
      () => true,
      () => false,
    );
    showToast(
      done
        ? { text: t('settings.secretCopied'), tone: 'ok' }
        : { text: t('settings.secretSelected'), tone: 'bad' },
    );
  };
  return (
    <section class="stack-s">
      <h2>{t('settings.secret')}</h2>
      <p class="muted">
        {t('settings.secretLead')} {madeAt ? t('settings.secretSince', { date: dateTime(madeAt) }) : ''}
      </p>
      {secret ? (
        <Notice tone="warn">
          <Field label={t('settings.secretOnce')} hint={t('settings.secretOnceMore')}>
            {(aria) => (
              <span class="with-button">
                <input {...aria} ref={field} class="input" readOnly value={secret} />
                <button type="button" class="button" onClick={() => void copy()}>
                  {t('settings.secretCopy')}
                </button>
              </span>
            )}
          </Field>
        </Notice>
      ) : null}
      {asked ? (
        <Notice tone="warn">
          {t('settings.secretReplace')}
          <span class="row">
            <button type="button" class="button" aria-disabled={busy} onClick={() => !busy && void make()}>
              {t('settings.secretMake')}
            </button>
            <button type="button" class="button plain" onClick={() => setAsked(false)}>
              {t('app.cancel')}
            </button>
          </span>
        </Notice>
      ) : (
        <div>
          <button
            type="button"
            class="button"
            aria-disabled={busy}
            onClick={() => !busy && (known ? setAsked(true) : void make())}
          >
            {t(known ? 'settings.secretNew' : 'settings.secretMake')}
          </button>
        </div>
      )}
    </section>
  );
}
