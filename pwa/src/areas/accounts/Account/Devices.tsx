/// Where somebody is signed in, for the administrator: one device less, and the second factor of who has lost it.
import { useState } from 'preact/hooks';
import { type Account, accountsApi } from '../../../api/accounts';
import type { Failure } from '../../../api/problem';
import { t } from '../../../i18n';
import { dateTime } from '../../../i18n/dates';
import { Asked, failureWords, useAsked } from '../../../ui/Asked/Asked';
import { Icon } from '../../../ui/Icon/Icon';
import { showToast } from '../../../ui/Toast/toast';
import { Confirm } from './Confirm';

export function Devices({ account, onChanged }: { account: Account; onChanged: () => void }) {
  const asking = useAsked(() => accountsApi.sessions(account.id), [account.id]);
  const [resetting, setResetting] = useState(false);
  const [unlinking, setUnlinking] = useState(false);
  const { name } = account;
  const told = (failure: Failure | null, words: string) => {
    if (failure) showToast({ text: failureWords(failure), tone: 'bad' });
    else showToast({ text: words, tone: 'ok' });
    onChanged();
  };
  const end = async (id: string, device: string) => {
    const answer = await accountsApi.endSession(account.id, id);
    // Ended elsewhere meanwhile: as wished.
    const gone = answer.ok || (answer.kind === 'problem' && answer.status === 404);
    told(gone ? null : answer, t('accounts.deviceEnded', { device }));
    await asking.again();
  };
  const reset = async () => {
    setResetting(false);
    const answer = await accountsApi.resetFactor(account.id);
    told(answer.ok ? null : answer, t('accounts.resetDone', { name }));
    await asking.again();
  };
  const unlink = async () => {
    setUnlinking(false);
    const answer = await accountsApi.unlinkIdentity(account.id);
    told(answer.ok ? null : answer, t('accounts.unlinkDone', { name }));
    await asking.again();
  };
  return (
    <section class="stack-s" aria-labelledby="appareils-du-compte">
      <h2 id="appareils-du-compte">{t('accounts.sessions')}</h2>
      <Asked of={asking} lines={1}>
        {({ items }) =>
          items.length === 0 ? (
            <p class="muted">{t('accounts.noDevice')}</p>
          ) : (
            <ul class="card accounts-history">
              {items.map((session) => (
                <li key={session.id} class="row between">
                  <div>
                    <strong>{session.label}</strong>
                    {session.last_seen_at ? (
                      <p class="muted small">
                        {t('accounts.seen', { date: dateTime(session.last_seen_at) })}
                      </p>
                    ) : null}
                  </div>
                  <button
                    type="button"
                    class="button plain"
                    aria-label={t('accounts.deviceEndThis', { device: session.label })}
                    onClick={() => void end(session.id, session.label)}
                  >
                    <Icon name="close" size={18} />
                    {t('accounts.deviceEnd')}
                  </button>
                </li>
              ))}
            </ul>
          )
        }
      </Asked>
      {account.second_factor === 'none' ? null : (
        <div>
          <button type="button" class="button" onClick={() => setResetting(true)}>
            {t('accounts.reset')}
          </button>
        </div>
      )}
      {account.identity_linked_at ? (
        <div>
          <button type="button" class="button" onClick={() => setUnlinking(true)}>
            {t('accounts.unlink')}
          </button>
        </div>
      ) : null}
      {unlinking ? (
        <Confirm
          title={t('accounts.unlinkTitle', { name })}
          points={[t('accounts.unlinkNext'), t('accounts.lostSessions')]}
          submit={t('accounts.unlink')}
          onConfirm={() => void unlink()}
          onClose={() => setUnlinking(false)}
        />
      ) : null}
      {resetting ? (
        <Confirm
          title={t('accounts.resetTitle', { name })}
          points={[t('accounts.resetFactors'), t('accounts.lostSessions'), t('accounts.resetSure')]}
          submit={t('accounts.reset')}
          onConfirm={() => void reset()}
          onClose={() => setResetting(false)}
        />
      ) : null}
    </section>
  );
}
