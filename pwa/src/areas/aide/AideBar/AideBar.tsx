/// The frame of the aide's pages: name and sync chip above, three tabs under the thumb.
import { useEffect, useState } from 'preact/hooks';
import { useLocation } from 'preact-iso';
import { lazily } from '../../../app/lazily';
import { type Key, t, tn } from '../../../i18n';
import { type OutboxState, outboxState } from '../../../outbox/outbox';
import { Icon, type IconName } from '../../../ui/Icon/Icon';
import './aide-bar.css';

/// Not needed for the first screen; there by the time a thumb is (`tools/precache.mjs`).
const Options = lazily(() => import('./Options').then((chunk) => chunk.Options));

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
  useEffect(Options.preload, []);
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
