/// What can be done with an account. What ends something says before what will happen.
import { useState } from 'preact/hooks';
import { type Account, accountsApi } from '../../../api/accounts';
import type { Result } from '../../../api/problem';
import { t } from '../../../i18n';
import { user } from '../../../session/session';
import { failureWords } from '../../../ui/Asked/Asked';
import { Icon } from '../../../ui/Icon/Icon';
import { showToast } from '../../../ui/Toast/toast';
import { askInvitation } from '../Invite/invitation';
import type { KnownSector } from '../sectors-known';
import { isByLink } from '../status';
import { Confirm } from './Confirm';
import { Edit } from './Edit';

type Props = {
  account: Account;
  sectors: KnownSector[];
  onDone: (account: Account) => void;
  onStale: () => void;
};
type Open = 'edit' | 'lost' | 'leave' | null;

/// Somebody else changed it: the account as it is now comes with the refusal.
const isStale = (answer: Result<Account>) =>
  !answer.ok && answer.kind === 'problem' && answer.problem.code === 'stale_version';

export function Actions({ account, sectors, onDone, onStale }: Props) {
  const [open, setOpen] = useState<Open>(null);
  const [busy, setBusy] = useState(false);
  const own = account.id === user.value?.id;
  const close = () => setOpen(null);

  const change = async (
    ask: typeof accountsApi.enable,
    words: string,
    undo?: (now: Account) => void,
  ): Promise<boolean> => {
    setBusy(true);
    const answer = await ask(account.id, account.version);
    setBusy(false);
    if (answer.ok) {
      onDone(answer.data);
      const action = undo ? { action: { label: t('app.undo'), run: () => undo(answer.data) } } : {};
      showToast({ text: words, tone: 'ok', ...action });
      return true;
    }
    if (isStale(answer)) onStale();
    showToast({ text: isStale(answer) ? t('accounts.faster') : failureWords(answer), tone: 'bad' });
    return false;
  };
  const invite = async () => {
    setBusy(true);
    await askInvitation(account.id);
    setBusy(false);
  };
  const name = account.name;
  const enable = async (now: Account) => {
    const answer = await accountsApi.enable(now.id, now.version);
    if (!answer.ok) return showToast({ text: failureWords(answer), tone: 'bad' });
    onDone(answer.data);
    showToast({ text: t('accounts.enabled', { name }), tone: 'ok' });
  };
  const lost = async () => {
    close();
    await change(accountsApi.lostPhone, t('accounts.lostDone', { name }));
  };
  const leave = async () => {
    close();
    await change(accountsApi.disable, t('accounts.leftDone', { name }), (now) => void enable(now));
  };
  const press = (icon: Parameters<typeof Icon>[0]['name'], words: string, run: () => void, main = false) => (
    <button
      type="button"
      class={`button${main ? ' main' : ''}`}
      aria-disabled={busy}
      onClick={() => !busy && run()}
    >
      <Icon name={icon} />
      {words}
    </button>
  );

  return (
    <>
      <div class="accounts-actions">
        {account.state === 'disabled'
          ? press('undo', t('accounts.enable'), () => void enable(account), true)
          : press('send', t(inviteWord(account)), () => void invite(), account.state === 'invited')}
        {press('edit', t('accounts.edit'), () => setOpen('edit'))}
        {account.state === 'active' && !own ? press('lock', t('accounts.lost'), () => setOpen('lost')) : null}
        {account.state !== 'disabled' && !own
          ? press('close', t('accounts.leave'), () => setOpen('leave'))
          : null}
      </div>
      {open === 'edit' ? (
        <Edit account={account} sectors={sectors} onDone={onDone} onStale={onStale} onClose={close} />
      ) : null}
      {open === 'lost' ? (
        <Confirm
          title={t('accounts.lostTitle', { name })}
          points={[
            t('accounts.lostSessions'),
            ...(account.role === 'aide' ? [t('accounts.lostNames'), t('accounts.lostHeld')] : []),
            t('accounts.lostNext'),
          ]}
          submit={t('accounts.lostConfirm')}
          onConfirm={() => void lost()}
          onClose={close}
        />
      ) : null}
      {open === 'leave' ? (
        <Confirm
          title={t('accounts.leaveTitle', { name })}
          points={[
            t('accounts.leaveSessions'),
            ...(account.role === 'aide' ? [t('accounts.leaveHeld')] : []),
            ...(account.role === 'coordinator' || account.role === 'sector_referent'
              ? [t('accounts.leaveAlerts'), t('accounts.leavePromises')]
              : []),
            t('accounts.leaveKept'),
            t('accounts.leaveUndo'),
          ]}
          submit={t('accounts.leaveConfirm')}
          onConfirm={() => void leave()}
          onClose={close}
        />
      ) : null}
    </>
  );
}

function inviteWord(account: Account) {
  if (account.state === 'invited') return account.invited_until ? 'accounts.inviteNew' : 'accounts.invite';
  return isByLink(account) ? 'accounts.newPhone' : 'accounts.newLink';
}
