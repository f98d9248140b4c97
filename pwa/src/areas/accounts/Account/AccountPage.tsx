/// One account: what is known of it, what can be done, what was done.
import { useEffect, useState } from 'preact/hooks';
import { type Account, accountsApi } from '../../../api/accounts';
import { t } from '../../../i18n';
import { Asked, type Asking, useAsked } from '../../../ui/Asked/Asked';
import { Icon } from '../../../ui/Icon/Icon';
import { Heading } from '../../../ui/Page/Page';
import { Invite } from '../Invite/Invite';
import { askInvitation, closeInvitation, invitation } from '../Invite/invitation';
import { isAdministrator, type KnownSector, useSectors } from '../sectors-known';
import { statusOf, TONES } from '../status';
import { Actions } from './Actions';
import { Devices } from './Devices';
import { Facts } from './Facts';
import { History } from './History';

export function AccountPage({ id }: { id: string }) {
  const asking = useAsked(() => accountsApi.read(id), [id]);
  const sectors = useSectors();
  useEffect(() => closeInvitation, []);
  return (
    <>
      <a class="accounts-back" href="/comptes">
        <Icon name="back" size={18} />
        {t('accounts.title')}
      </a>
      <Asked of={asking}>
        {(account) => (
          <Asked of={sectors}>{(known) => <Whole account={account} sectors={known} asking={asking} />}</Asked>
        )}
      </Asked>
    </>
  );
}

type Props = { account: Account; sectors: KnownSector[]; asking: Asking<Account> };

function Whole({ account, sectors, asking }: Props) {
  // What was done adds a line to the history.
  const [round, setRound] = useState(0);
  const status = statusOf(account, Date.now());
  const made = invitation.value?.account === account.id ? invitation.value.made : null;
  const done = (next: Account) => {
    asking.put(next);
    setRound(round + 1);
  };
  const again = () => void asking.again().then(() => setRound((before) => before + 1));
  return (
    <>
      <header class="accounts-head">
        <div>
          <Heading title={account.name} inWindow={t('accounts.one')} />
          <p class="muted">{t(`role.${account.role}`)}</p>
        </div>
        <span class={`tag ${TONES[status]}`}>{t(`accounts.status.${status}`)}</span>
      </header>
      <Actions account={account} sectors={sectors} onDone={done} onStale={again} />
      <Facts account={account} sectors={sectors} />
      {isAdministrator() ? <Devices key={`d${round}`} account={account} onChanged={again} /> : null}
      <History key={round} id={account.id} />
      {made ? (
        <Invite
          key={made.url}
          account={account}
          made={made}
          onAgain={() => void askInvitation(account.id)}
          onUsed={again}
          onClose={() => {
            closeInvitation();
            again();
          }}
        />
      ) : null}
    </>
  );
}
