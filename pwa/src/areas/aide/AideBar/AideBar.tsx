/// The frame of the aide's pages: name and sync chip above, three tabs under the thumb.
import { useState } from 'preact/hooks';
import { useLocation } from 'preact-iso';
import { type Key, t, tn } from '../../../i18n';
import { flush, type OutboxState, outboxState } from '../../../outbox/outbox';
import { NotifyMe } from '../../../push/NotifyMe/NotifyMe';
import { LeaveRefused } from '../../../session/SignOut/SignOut';
import { type LeaveResult, leave, user } from '../../../session/session';
import { Dialog } from '../../../ui/Dialog/Dialog';
import { Icon, type IconName } from '../../../ui/Icon/Icon';
import { Language } from '../../../ui/Language/Language';
import { Notice } from '../../../ui/Notice/Notice';
import './aide-bar.css';

const LOOK: Record<Exclude<OutboxState['kind'], 'unread'>, { icon: IconName; tone: string }> = {
  done: { icon: 'check', tone: 'done' },
  waiting: { icon: 'clock', tone: 'waiting' },
  auth: { icon: 'lock', tone: 'auth' },
  check: { icon: 'alert', tone: 'check' },
  unreadable: { icon: 'alert', tone: 'check' },
};

function chipWords(state: OutboxState): string {
  switch (state.kind) {
    case 'unread':
      return '';
    case 'unreadable':
      return t('aide.chipUnreadable');
    case 'done':
      return t('aide.chipDone');
    case 'auth':
      return t('aide.chipAuth');
    case 'waiting':
      return tn('aide.chipWaiting', state.count);
    case 'check':
      return tn('aide.chipCheck', state.count);
  }
}

export function SyncChip() {
  const state = outboxState.value;
  // Not a word before it is known: "all is sent" would be a guess.
  if (state.kind === 'unread') return <span class="chip" role="status" />;
  const look = LOOK[state.kind];
  return (
    <a class={`chip ${look.tone}`} href={state.kind === 'auth' ? '/connexion' : '/envois'}>
      <span class="chip-pill">
        <Icon name={look.icon} size={16} />
        <span role="status">{chipWords(state)}</span>
      </span>
    </a>
  );
}

export function AideBar() {
  const [open, setOpen] = useState(false);
  return (
    <header class="bar">
      <a class="bar-name" href="/">
        {t('app.name')}
      </a>
      <SyncChip />
      <button type="button" class="bar-button" aria-label={t('aide.options')} onClick={() => setOpen(true)}>
        <Icon name="menu" size={24} />
      </button>
      {open ? <Options onClose={() => setOpen(false)} /> : null}
    </header>
  );
}

const TABS: [string, IconName, Key][] = [
  ['/', 'home', 'aide.visits'],
  ['/envois', 'send', 'aide.outbox'],
  ['/signaux', 'heart', 'aide.signalsShort'],
];

export function Tabs() {
  const { path } = useLocation();
  const here = (href: string) =>
    href === '/' ? path === '/' || path.startsWith('/visite') : path.startsWith(href);
  return (
    <nav class="tabs" aria-label={t('aide.nav')}>
      {TABS.map(([href, icon, key]) => (
        <a key={href} href={href} aria-current={here(href) ? 'page' : undefined}>
          <Icon name={icon} />
          {t(key)}
        </a>
      ))}
    </nav>
  );
}

const WHO_SEES: Key[] = ['aide.whoSeesTeam', 'aide.whoSeesRefused', 'aide.whoSeesYou', 'aide.whoSeesNot'];

function Options({ onClose }: { onClose: () => void }) {
  const [result, setResult] = useState<LeaveResult | null>(null);
  return (
    <Dialog title={user.value?.name ?? ''} onClose={onClose}>
      <NotifyMe why={t('push.whyAide')} />
      <a class="button" href="/notifications" onClick={onClose}>
        <Icon name="bell" />
        {t('push.mine')}
      </a>
      <a class="button" href="/securite" onClick={onClose}>
        <Icon name="lock" />
        {t('app.security')}
      </a>
      <div>
        <h3>{t('aide.whoSees')}</h3>
        <ul class="plain-list">
          {WHO_SEES.map((key) => (
            <li key={key}>{t(key)}</li>
          ))}
        </ul>
      </div>
      <div class="row">
        <a class="button" href="/telephone" onClick={onClose}>
          <Icon name="phone" />
          {t('aide.phone')}
        </a>
        <a class="button" href="/essai" onClick={onClose}>
          <Icon name="edit" />
          {t('aide.practice')}
        </a>
      </div>
      <Language />
      {result?.kind === 'unsent' ? (
        <Notice tone="warn">
          <strong>{tn('aide.leaveBlocked', result.count)}</strong>
          {t('aide.leaveBlockedMore')}
          <div class="row">
            <button
              type="button"
              class="button main"
              onClick={() => {
                flush();
                setResult(null);
              }}
            >
              {t('aide.leaveSend')}
            </button>
            <button type="button" class="button" onClick={onClose}>
              {t('aide.leaveStay')}
            </button>
          </div>
        </Notice>
      ) : (
        <button type="button" class="button" onClick={() => void leave().then(setResult)}>
          {t('app.signOut')}
        </button>
      )}
      {result?.kind === 'unsent' ? null : <LeaveRefused result={result} />}
    </Dialog>
  );
}
