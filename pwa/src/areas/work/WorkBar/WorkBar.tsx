/// The bar above the working pages: where one is, whether the list is live, and one's own menu.
import { useEffect, useState } from 'preact/hooks';
import { useLocation } from 'preact-iso';
import { t } from '../../../i18n';
import { NotifyMe } from '../../../push/NotifyMe/NotifyMe';
import { SignOut } from '../../../session/SignOut/SignOut';
import { me, user } from '../../../session/session';
import { Dialog } from '../../../ui/Dialog/Dialog';
import { Icon } from '../../../ui/Icon/Icon';
import { Language } from '../../../ui/Language/Language';
import { Nav } from '../../nav/Nav';
import { placesOf } from '../../nav/places';
import { line } from '../live';
import './work-bar.css';

export function WorkBar() {
  const [menu, setMenu] = useState(false);
  const { path } = useLocation();
  const role = user.value?.role ?? 'coordinator';
  const queue = path === '/' || path.startsWith('/alertes');
  return (
    <>
      <header class="work-bar">
        <a class="work-bar-name" href="/">
          <img src="/icons/vigie.svg" alt="" width={28} height={28} />
          <span class="work-bar-word">{t('app.name')}</span>
        </a>
        <Nav id="work-pages" places={placesOf(role)} />
        {queue ? <Live /> : null}
        <button type="button" class="work-bar-user" onClick={() => setMenu(true)}>
          <Icon name="user" />
          <span class="work-bar-user-name">{user.value?.name}</span>
          <span class="hidden">{t('app.account')}</span>
        </button>
      </header>
      {queue ? <Lost /> : null}
      {menu ? <Menu onClose={() => setMenu(false)} /> : null}
    </>
  );
}

function Live() {
  if (line.value.kind === 'lost') return null;
  return (
    <span class={`live ${line.value.kind}`}>
      <span class="live-dot" />
      {line.value.kind === 'live' ? t('work.live') : t('work.connecting')}
    </span>
  );
}

/// Shown after a moment only: a line that comes back at once is not worth a word.
const PATIENCE_S = 5;

function Lost() {
  const [now, setNow] = useState(Date.now());
  const down = line.value.kind === 'lost' ? line.value.since : null;
  useEffect(() => {
    if (down === null) return;
    setNow(Date.now());
    const timer = setInterval(() => setNow(Date.now()), 1000);
    return () => clearInterval(timer);
  }, [down]);
  const seconds = down === null ? 0 : Math.round((now - down) / 1000);
  // The announcement is made once; the seconds that follow are for the eye.
  return (
    <>
      <p class="hidden" role="status">
        {seconds >= PATIENCE_S ? t('work.lost', { n: PATIENCE_S }) : ''}
      </p>
      {seconds >= PATIENCE_S ? (
        <p class="lost" aria-hidden="true">
          <Icon name="alert" size={16} />
          {t('work.lost', { n: seconds })}
        </p>
      ) : null}
    </>
  );
}

export function Menu({ onClose }: { onClose: () => void }) {
  const who = user.value;
  return (
    <Dialog title={who?.name ?? ''} onClose={onClose}>
      <p class="muted">
        {who ? t(`role.${who.role}`) : ''}
        {me.value ? ` · ${me.value.federation.name}` : ''}
      </p>
      <NotifyMe why={t('push.whyTeam')} />
      <a class="button" href="/notifications" onClick={onClose}>
        <Icon name="bell" />
        {t('push.mine')}
      </a>
      <a class="button" href="/securite" onClick={onClose}>
        <Icon name="lock" />
        {t('app.security')}
      </a>
      <Language />
      <SignOut />
    </Dialog>
  );
}
