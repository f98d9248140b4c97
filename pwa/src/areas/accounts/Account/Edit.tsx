/// A change to an account. What is typed survives a refusal and somebody else's change.
import { useState } from 'preact/hooks';
import { type Account, accountsApi } from '../../../api/accounts';
import { hasCode } from '../../../api/problem';
import { t } from '../../../i18n';
import { Dialog } from '../../../ui/Dialog/Dialog';
import { showToast } from '../../../ui/Toast/toast';
import { AccountForm } from '../AccountForm';
import { bodyOf, draftOf } from '../fields';
import type { KnownSector } from '../sectors-known';

type Props = {
  account: Account;
  sectors: KnownSector[];
  onDone: (account: Account) => void;
  onStale: () => void;
  onClose: () => void;
};

export function Edit({ account, sectors, onDone, onStale, onClose }: Props) {
  const [start] = useState(() => draftOf(account));
  return (
    <Dialog title={t('accounts.editTitle', { name: account.name })} onClose={onClose}>
      <AccountForm
        start={start}
        fresh={false}
        sectors={sectors}
        submit={t('app.save')}
        send={(draft) => accountsApi.change(account.id, account.version, bodyOf(draft))}
        onDone={(next) => {
          onClose();
          onDone(next);
          showToast({ text: t('accounts.edited', { name: next.name }), tone: 'ok' });
        }}
        refused={(failure) => {
          if (!hasCode(failure, 'stale_version')) return null;
          // The version found is the next one sent: saving again keeps ours, knowingly.
          onStale();
          return t('accounts.fasterEdit');
        }}
      >
        <button type="button" class="button plain" onClick={onClose}>
          {t('app.cancel')}
        </button>
      </AccountForm>
    </Dialog>
  );
}
