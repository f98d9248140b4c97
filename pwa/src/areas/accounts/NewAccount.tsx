/// A new account, with its invitation at once: the person is usually standing there.
import { useLocation } from 'preact-iso';
import { type Account, accountsApi } from '../../api/accounts';
import { t } from '../../i18n';
import { Asked } from '../../ui/Asked/Asked';
import { Icon } from '../../ui/Icon/Icon';
import { Heading } from '../../ui/Page/Page';
import { AccountForm } from './AccountForm';
import { bodyOf, newDraft } from './fields';
import { askInvitation } from './Invite/invitation';
import { isAdministrator, useSectors } from './sectors-known';

export function NewAccount() {
  const { route } = useLocation();
  const sectors = useSectors();
  const made = async (account: Account) => {
    await askInvitation(account.id);
    route(`/comptes/${account.id}`, true);
  };
  return (
    <>
      <a class="accounts-back" href="/comptes">
        <Icon name="back" size={18} />
        {t('accounts.title')}
      </a>
      <Heading title={t(isAdministrator() ? 'accounts.addTitle' : 'accounts.addAide')} />
      <Asked of={sectors}>
        {(known) => (
          <div class="card accounts-narrow">
            <AccountForm
              start={newDraft('aide', known)}
              fresh
              sectors={known}
              submit={t('accounts.create')}
              send={(draft) => accountsApi.add(draft.role, bodyOf(draft))}
              onDone={(account) => void made(account)}
            >
              <a class="button plain" href="/comptes">
                {t('app.cancel')}
              </a>
            </AccountForm>
          </div>
        )}
      </Asked>
    </>
  );
}
