/// A passkey on this device, with a name to know it by.
import { useState } from 'preact/hooks';
import { securityApi } from '../../../api/security';
import { t } from '../../../i18n';
import { makePasskey } from '../../../session/passkey';
import { Dialog } from '../../../ui/Dialog/Dialog';
import { Field } from '../../../ui/Field/Field';
import { Notice } from '../../../ui/Notice/Notice';
import { firstMistake, useWall } from '../wall';
import { Begin } from './Begin';

type Props = { onDone: (codes: string[] | null) => void; onClose: () => void };

export function AddPasskey({ onDone, onClose }: Props) {
  const [label, setLabel] = useState(t('security.passkeyName'));
  const [error, setError] = useState('');
  const wall = useWall(securityApi.beginPasskey);
  const make = async ({ options }: { options: unknown }) => {
    setError('');
    const credential = await makePasskey(options).catch(() => null);
    if (!credential) return setError(t('security.passkeyNot'));
    const answer = await securityApi.confirmPasskey(label.trim() || t('security.passkeyName'), credential);
    if (answer.ok) onDone(answer.data.recovery_codes);
    else setError(firstMistake(answer));
  };
  return (
    <Dialog title={t('security.addPasskey')} onClose={onClose}>
      <p>{t('security.passkeyLead')}</p>
      {error ? <Notice tone="bad">{error}</Notice> : null}
      <Begin wall={wall} submit={t('security.passkeyMake')} onBegun={(data) => void make(data)}>
        <Field label={t('security.passkeyLabel')} hint={t('security.passkeyLabelHint')}>
          {(aria) => (
            <input
              {...aria}
              class="input"
              value={label}
              maxLength={60}
              onInput={(event) => setLabel(event.currentTarget.value)}
            />
          )}
        </Field>
      </Begin>
    </Dialog>
  );
}
