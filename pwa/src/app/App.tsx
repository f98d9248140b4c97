/// The outermost frame: who is here decides which area is loaded. An area is one lazy chunk with its own routes;
/// to add one, an entry in `AREAS` (with its words, if it has some) and, if a role lands there, one in `areaOf`.
import type { ComponentType } from 'preact';
import { useEffect } from 'preact/hooks';
import { LocationProvider, useLocation } from 'preact-iso';
import type { Role } from '../api/types';
import { addWords, t } from '../i18n';
import { ended, endedWhy, factorDue, ready, user } from '../session/session';
import { endedWords } from '../session/why';
import { ToastArea } from '../ui/Toast/Toast';
import './app.css';
import { Lazy, type Load } from './Lazy';
import { mayRestart, updateLater, updateNow, updateReady } from './update';

/// The doors are off the way to the first screen of who is signed in.
async function door(view: Promise<ComponentType>): Promise<ComponentType> {
  const { doorWords } = await import('../session/door-words');
  await addWords(doorWords);
  return view;
}
const ENROL: Load = () => door(import('../session/Enrol/Enrol').then((chunk) => chunk.Enrol));
const SIGN_IN: Load = () => door(import('../session/SignIn/SignIn').then((chunk) => chunk.SignIn));

/// A second factor is asked and not there: nothing else opens.
const DUE: Load = async () => {
  const { SecurityDue, words } = await import('../areas/security/SecurityDue');
  await Promise.all(words.map(addWords));
  return SecurityDue;
};

type AreaName = 'aide' | 'work' | 'admin';
const AREAS: Record<AreaName, Load> = {
  aide: () => import('../areas/aide/AideArea').then((chunk) => chunk.AideArea),
  work: async () => {
    const { WorkArea, words } = await import('../areas/work/WorkArea');
    await Promise.all(words.map(addWords));
    return WorkArea;
  },
  admin: async () => {
    const { AdminArea, words } = await import('../areas/admin/AdminArea');
    await Promise.all(words.map(addWords));
    return AdminArea;
  },
};

function areaOf(role: Role): AreaName {
  if (role === 'aide') return 'aide';
  return role === 'administrator' ? 'admin' : 'work';
}

function UpdatePrompt() {
  if (!updateReady.value || !mayRestart()) return null;
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
      {t(endedWords(endedWhy.value))} <a href="/connexion">{t('app.signInAgain')}</a>
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
  if (path === '/bienvenue') return <Lazy load={ENROL} />;
  if (path === '/connexion' || !user.value) return <Lazy load={SIGN_IN} />;
  if (factorDue.value) return <Lazy load={DUE} />;
  return (
    <>
      <EndedBar />
      <Lazy load={AREAS[areaOf(user.value.role)]} />
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
