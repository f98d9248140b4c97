/// Forgetting somebody for good: what goes, what stays, and the name typed once more.
import { useState } from 'preact/hooks';
import type { Result } from '../../api/problem';
import { type Entry, registerApi } from '../../api/register';
import { t } from '../../i18n';
import { Dialog } from '../../ui/Dialog/Dialog';
import { Field } from '../../ui/Field/Field';
import { Notice } from '../../ui/Notice/Notice';
import { MAX_REASON } from './Archive';
import { isTheName } from './name';

type Props = { entry: Entry; onErased: (answer: Result<Entry>) => void; onClose: () => void };

/// What the server says of one field.
const saidOf = (answer: Result<Entry>, pointer: string): string | undefined =>
  !answer.ok && answer.kind === 'problem'
    ? answer.problem.errors?.find((error) => error.pointer === pointer)?.detail
    : undefined;

export function Erase({ entry, onErased, onClose }: Props) {
  const { id, version, name } = entry;
  const [reason, setReason] = useState('');
  const [typed, setTyped] = useState('');
  const [wrong, setWrong] = useState<{ reason?: string | undefined; typed?: string | undefined }>({});
  const [busy, setBusy] = useState(false);
  const submit = async () => {
    const found = {
      reason: reason.trim() ? undefined : t('register.noReason'),
      typed: isTheName(typed, name) ? undefined : t('register.notTheName'),
    };
    setWrong(found);
    if (busy || found.reason || found.typed) return;
    setBusy(true);
    const answer = await registerApi.erase(id, version, reason.trim(), typed.trim());
    setBusy(false);
    const said = saidOf(answer, '/reason');
    if (said) return setWrong({ reason: said });
    onErased(answer);
  };
  return (
    <Dialog title={t('register.eraseTitle', { name })} onClose={onClose}>
      <form
        class="stack-s"
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          void submit();
        }}
      >
        <Notice tone="warn">{t('register.eraseLead')}</Notice>
        <ul class="register-points">
          <li>{t('register.erasePoint1')}</li>
          <li>{t('register.erasePoint2')}</li>
          <li>{t('register.erasePoint3')}</li>
          <li>{t('register.erasePoint4')}</li>
        </ul>
        <Field
          label={t('register.eraseReason')}
          hint={t('register.eraseReasonHint')}
          {...(wrong.reason ? { error: wrong.reason } : {})}
        >
          {(aria) => (
            <input
              {...aria}
              class="input"
              maxLength={MAX_REASON}
              value={reason}
              onInput={(event) => setReason(event.currentTarget.value)}
            />
          )}
        </Field>
        <Field label={t('register.confirm')} {...(wrong.typed ? { error: wrong.typed } : {})}>
          {(aria) => (
            <input
              {...aria}
              class="input"
              autoComplete="off"
              value={typed}
              onInput={(event) => setTyped(event.currentTarget.value)}
            />
          )}
        </Field>
        <div class="row">
          <button type="submit" class="button" aria-disabled={busy}>
            {t('register.eraseSubmit')}
          </button>
          <button type="button" class="button plain" onClick={onClose}>
            {t('app.cancel')}
          </button>
        </div>
      </form>
    </Dialog>
  );
}
