/// The outermost frame: who is here decides which area is loaded. An area is one lazy chunk with its own routes;
/// to add one, a line in `AREAS` and, if a role lands there, one in `areaOf`.
import type { ComponentType } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { LocationProvider, useLocation } from 'preact-iso';
import type { Role } from '../api/types';
import { t } from '../i18n';
import { Enrol } from '../session/Enrol/Enrol';
import { SignIn } from '../session/SignIn/SignIn';
import { ended, ready, user } from '../session/session';
import { Notice } from '../ui/Notice/Notice';
import { Skeleton } from '../ui/Page/Page';
import { ToastArea } from '../ui/Toast/Toast';
import './app.css';
import { openDraft, updateLater, updateNow, updateReady } from './update';

type AreaName = 'aide' | 'work' | 'admin';
const AREAS: Record<AreaName, () => Promise<ComponentType>> = {
  aide: () => import('../areas/aide/AideArea').then((chunk) => chunk.AideArea),
  work: () => import('../areas/work/WorkArea').then((chunk) => chunk.WorkArea),
  admin: () => import('../areas/admin/AdminArea').then((chunk) => chunk.AdminArea),
};

function areaOf(role: Role): AreaName {
  if (role === 'aide') return 'aide';
  return role === 'administrator' ? 'admin' : 'work';
}

function Area({ name }: { name: AreaName }) {
  const [loaded, setLoaded] = useState<{ name: AreaName; View: ComponentType } | null>(null);
  const [failed, setFailed] = useState(false);
  useEffect(() => {
    let here = true;
    setFailed(false);
    AREAS[name]().then(
      (View) => here && setLoaded({ name, View }),
      () => here && setFailed(true),
    );
    return () => {
      here = false;
    };
  }, [name]);
  if (failed) {
    return (
      <main id="main" class="page">
        <Notice tone="bad">
          {t('app.failed')}
          <button type="button" class="button" onClick={() => location.reload()}>
            {t('app.retry')}
          </button>
        </Notice>
      </main>
    );
  }
  if (loaded?.name !== name) {
    return (
      <main id="main" class="page">
        <Skeleton label={t('app.loading')} />
      </main>
    );
  }
  return <loaded.View />;
}

function UpdatePrompt() {
  if (!updateReady.value || openDraft.value) return null;
  return (
    <div class="update" role="status">
      <span>{t('app.update')}</span>
      <span class="row">
        <button type="button" class="button main" onClick={updateNow}>
          {t('app.updateNow')}
        </button>
        <button type="button" class="button" onClick={updateLater}>
          {t('app.updateLater')}
        </button>
      </span>
    </div>
  );
}

function EndedBar() {
  if (!ended.value || !user.value) return null;
  return (
    <div class="ended" role="status">
      {t('app.ended')} <a href="/connexion">{t('app.signInAgain')}</a>
    </div>
  );
}

/// A tapped notification asks the open window to go somewhere; the worker cannot do it without a reload.
function useNavigateMessages(): void {
  const { route } = useLocation();
  useEffect(() => {
    const follow = (event: MessageEvent) => {
      const data = event.data as { type?: unknown; url?: unknown } | null;
      if (data?.type !== 'NAVIGATE' || typeof data.url !== 'string') return;
      const url = new URL(data.url);
      if (url.origin === location.origin) route(url.pathname + url.search);
    };
    navigator.serviceWorker?.addEventListener('message', follow);
    return () => navigator.serviceWorker?.removeEventListener('message', follow);
  }, [route]);
}

function Root() {
  const { path } = useLocation();
  useNavigateMessages();
  if (!ready.value) return null;
  if (path === '/bienvenue') return <Enrol />;
  if (path === '/connexion' || !user.value) return <SignIn />;
  return (
    <>
      <EndedBar />
      <Area name={areaOf(user.value.role)} />
    </>
  );
}

export function App() {
  return (
    <LocationProvider>
      <a class="skip" href="#main">
        {t('app.skip')}
      </a>
      <Root />
      <UpdatePrompt />
      <ToastArea />
    </LocationProvider>
  );
}
