/// An invitation, as large as the screen: the other phone's camera reads it; or it goes by SMS, or on paper. Says when it was used,
/// and when its day is over.
import { useEffect, useState } from 'preact/hooks';
import { type Account, accountsApi, type Invitation } from '../../../api/accounts';
import { t, tn } from '../../../i18n';
import { dayTime } from '../../../i18n/dates';
import { Dialog } from '../../../ui/Dialog/Dialog';
import { Icon } from '../../../ui/Icon/Icon';
import { Notice } from '../../../ui/Notice/Notice';
import { Qr } from '../../../ui/Qr/Qr';
import { showToast } from '../../../ui/Toast/toast';
import { isByLink } from '../status';
import './invite.css';
import { hoursLeft, smsLink, spoken } from './invitation';

/// The other person is standing there: long enough for a link to open, short enough to be told at once.
const LOOK_MS = 4_000;

type Props = {
  account: Account;
  made: Invitation;
  onAgain: () => void;
  onUsed: () => void;
  onClose: () => void;
};
type State = 'open' | 'used' | 'over';

export function Invite({ account, made, onAgain, onUsed, onClose }: Props) {
  const state = useProgress(account, made, onUsed);
  return (
    <Dialog title={t('accounts.inviteTitle', { name: account.name })} onClose={onClose}>
      <div class="invite stack">
        {state === 'used' ? (
          <>
            <Notice tone="ok">
              <strong>{t('accounts.inviteUsed')}</strong>
              {t('accounts.inviteUsedMore', { name: account.name })}
            </Notice>
            <button type="button" class="button main" onClick={onClose}>
              {t('app.close')}
            </button>
          </>
        ) : null}
        {state === 'over' ? (
          <>
            <Notice tone="warn">{t('accounts.inviteOver')}</Notice>
            <button type="button" class="button main" onClick={onAgain}>
              {t('accounts.inviteAgain')}
            </button>
          </>
        ) : null}
        {state === 'open' ? <Open account={account} made={made} /> : null}
      </div>
    </Dialog>
  );
}

/// Used: the server has no open invitation any more.
function useProgress(account: Account, made: Invitation, onUsed: () => void): State {
  const ends = Date.parse(made.expires_at);
  const [state, setState] = useState<State>(ends > Date.now() ? 'open' : 'over');
  useEffect(() => {
    if (state !== 'open') return;
    let here = true;
    const look = async () => {
      if (Date.now() >= ends) return setState('over');
      if (document.visibilityState !== 'visible') return;
      const answer = await accountsApi.read(account.id);
      if (!here || !answer.ok || answer.data.invited_until !== null) return;
      setState('used');
      onUsed();
    };
    const timer = setInterval(() => void look(), LOOK_MS);
    return () => {
      here = false;
      clearInterval(timer);
    };
  }, [state, made]);
  return state;
}

function Open({ account, made }: { account: Account; made: Invitation }) {
  const copy = async (text: string) => {
    const done = await navigator.clipboard.writeText(text).then(
      () => true,
      () => false,
    );
    showToast(
      done ? { text: t('accounts.copied'), tone: 'ok' } : { text: t('accounts.notCopied'), tone: 'bad' },
    );
  };
  return (
    <>
      {isByLink(account) && account.sessions > 0 ? (
        <Notice tone="warn">{t('accounts.inviteReplaces')}</Notice>
      ) : null}
      <div class="invite-body">
        <div class="invite-qr">
          <Qr text={made.url} label={t('accounts.qr', { name: account.name })} />
          <p class="muted small">{t('accounts.qrHint')}</p>
        </div>
        <div class="stack">
          <p role="status">{tn('accounts.inviteLeft', hoursLeft(made.expires_at, Date.now()))}</p>
          <div class="invite-actions">
            <a class="button main" href={smsLink(account.phone, made.text)}>
              <Icon name="phone" />
              {t('accounts.sms')}
            </a>
            <button type="button" class="button" onClick={() => void copy(made.text)}>
              <Icon name="note" />
              {t('accounts.copyText')}
            </button>
            <button type="button" class="button" onClick={() => window.print()}>
              <Icon name="print" />
              {t('accounts.print')}
            </button>
          </div>
          <div class="card stack-s">
            <h3>{t('accounts.byHand')}</h3>
            <p class="muted small">{t('accounts.byHandMore', { address: `${location.host}/bienvenue` })}</p>
            <dl class="invite-code">
              <dt>{t('accounts.login')}</dt>
              <dd>{made.login}</dd>
              <dt>{t('accounts.code')}</dt>
              <dd class="invite-spoken">{spoken(made.code)}</dd>
            </dl>
          </div>
        </div>
      </div>
      <PaperCard account={account} made={made} />
    </>
  );
}

/// Only on paper.
function PaperCard({ account, made }: { account: Account; made: Invitation }) {
  return (
    <section class="invite-paper" aria-hidden="true">
      <h2>{t('accounts.paperTitle')}</h2>
      <p>
        <strong>{account.name}</strong>
      </p>
      <div class="invite-paper-body">
        <Qr text={made.url} label="" />
        <ol>
          <li>{t('accounts.paper1')}</li>
          <li>{t('accounts.paper2')}</li>
          <li>{t('accounts.paper3')}</li>
        </ol>
      </div>
      <p>{t('accounts.paperHand', { address: `${location.host}/bienvenue` })}</p>
      <p class="invite-paper-code">
        {made.login}
        {'   '}
        {spoken(made.code)}
      </p>
      <p>{t('accounts.paperUntil', { date: dayTime(made.expires_at) })}</p>
      <p>{t('urgence.service')}</p>
    </section>
  );
}
