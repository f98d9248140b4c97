/// The end of somebody's help: what it does, and why.
import { useState } from 'preact/hooks';
import { t } from '../../i18n';
import { Dialog } from '../../ui/Dialog/Dialog';
import { Field } from '../../ui/Field/Field';

/// The server takes no longer ones.
export const MAX_REASON = 300;

type Props = { name: string; onArchive: (reason: string) => Promise<void>; onClose: () => void };

export function Archive({ name, onArchive, onClose }: Props) {
  const [reason, setReason] = useState('');
  const [tried, setTried] = useState(false);
  const empty = reason.trim() === '';
  return (
    <Dialog title={t('register.archiveTitle', { name })} onClose={onClose}>
      <form
        class="stack-s"
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          setTried(true);
          if (!empty) void onArchive(reason.trim());
        }}
      >
        <ul class="register-points">
          <li>{t('register.archivePoint1')}</li>
          <li>{t('register.archivePoint2')}</li>
          <li>{t('register.archivePoint3')}</li>
        </ul>
        <Field
          label={t('register.reason')}
          hint={t('register.reasonHint')}
          {...(tried && empty ? { error: t('register.noReason') } : {})}
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
        <div class="row">
          <button type="submit" class="button main">
            {t('register.archive')}
          </button>
          <button type="button" class="button plain" onClick={onClose}>
            {t('app.cancel')}
          </button>
        </div>
      </form>
    </Dialog>
  );
}
