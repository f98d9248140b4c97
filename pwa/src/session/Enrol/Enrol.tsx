/// The page behind an enrolment link. The token is in the fragment, so it never reaches a server's log.
/// Aides and referents tap once; coordinators and administrators choose a password. Without a link, a login and a short code do.
import { useEffect, useState } from 'preact/hooks';
import { useLocation } from 'preact-iso';
import { api } from '../../api/client';
import { hasCode } from '../../api/problem';
import type { EnrolmentCheck } from '../../api/types';
import { type Key, t } from '../../i18n';
import { failureWords } from '../../ui/Asked/Asked';
import { Disclosure } from '../../ui/Disclosure/Disclosure';
import { Language } from '../../ui/Language/Language';
import { Notice } from '../../ui/Notice/Notice';
import { Heading, Skeleton } from '../../ui/Page/Page';
import { isInstalled } from '../Install/device';
import { AppleSteps, mustInstallFirst } from '../Install/Install';
import { InstallButton } from '../Install/InstallButton';
import { ended, enter, user } from '../session';
import { CodeForm } from './CodeForm';
import './enrol.css';
import { type Checked, checked } from './check';
import { firstPage } from './first-page';
import { followLink } from './link';
import { Passwords, passwordMistake } from './Passwords';
import { Faces, HomeScreen, Team } from './Pictures';

type State = Checked | { kind: 'checking' | 'none' };

const CARDS: [() => preact.JSX.Element, Key, Key][] = [
  [Faces, 'enrol.whatTitle', 'enrol.what'],
  [Team, 'enrol.whoTitle', 'enrol.who'],
  [HomeScreen, 'enrol.installTitle', 'enrol.install'],
];

function useCheck(): [State, () => void] {
  const [state, setState] = useState<State>({ kind: 'checking' });
  const check = async () => {
    const token = location.hash.slice(1);
    if (!token) return setState({ kind: 'none' });
    setState({ kind: 'checking' });
    const answer = await api.checkEnrolment(token);
    if (answer.ok && mustInstallFirst()) followLink();
    setState(checked(token, answer));
  };
  useEffect(() => {
    void check();
  }, []);
  return [state, () => void check()];
}

export function Enrol() {
  const { route } = useLocation();
  // The installed app of an iPhone starts here for ever; once it was used, it goes on.
  const known = isInstalled() && user.value !== null && !ended.value;
  useEffect(() => {
    if (known) route('/', true);
  }, [known]);
  return known ? null : <Door />;
}

function Door() {
  const [state, again] = useCheck();
  const title = state.kind === 'open' ? t('enrol.hello', { name: state.check.name }) : t('enrol.title');
  return (
    <main id="main" class="door stack">
      <div class="door-head">
        <img class="logo" src="/icons/vigie.svg" alt="" />
        <Heading title={title} inWindow={t('enrol.title')} />
        {state.kind === 'open' ? <p class="muted">{t(`role.${state.check.role}`)}</p> : null}
      </div>
      {state.kind === 'checking' ? <Skeleton label={t('enrol.checking')} /> : null}
      {state.kind === 'spent' ? (
        <Notice tone="bad">
          {t('enrol.spent')}
          {user.value ? <a href="/">{t('app.home')}</a> : null}
        </Notice>
      ) : null}
      {state.kind === 'unreachable' || state.kind === 'refused' ? (
        <Notice tone="bad">
          {state.kind === 'refused' ? t('enrol.refused', { why: state.why }) : t('app.unreachable')}
          <button type="button" class="button" onClick={again}>
            {t('app.retry')}
          </button>
        </Notice>
      ) : null}
      {state.kind === 'none' || state.kind === 'spent' ? <CodeForm /> : null}
      {state.kind === 'open' ? <Open token={state.token} check={state.check} /> : null}
      <Language />
    </main>
  );
}

function Cards() {
  return (
    <ul class="stack-s">
      {CARDS.map(([Picture, title, text]) => (
        <li key={title} class="card enrol-card">
          <Picture />
          <div>
            <h2>{t(title)}</h2>
            <p>{t(text)}</p>
          </div>
        </li>
      ))}
    </ul>
  );
}

type OpenProps = { token: string; check: EnrolmentCheck };

function Open({ token, check }: OpenProps) {
  if (!mustInstallFirst()) {
    return (
      <>
        <Cards />
        <InstallButton />
        <Start token={token} check={check} />
      </>
    );
  }
  return (
    <>
      <Cards />
      <AppleSteps />
      <Disclosure title={t('enrol.appleSkip')}>
        <p>{t('enrol.appleSkipMore')}</p>
        <Start token={token} check={check} />
      </Disclosure>
    </>
  );
}

function Start({ token, check }: OpenProps) {
  const { route } = useLocation();
  const [password, setPassword] = useState('');
  const [repeat, setRepeat] = useState('');
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<string | null>(null);

  const start = async () => {
    if (busy) return;
    const mistake = check.needs_password ? passwordMistake(password, repeat) : null;
    if (mistake) return setError(mistake);
    setBusy(true);
    const answer = await api.enrol(token, check.needs_password ? password : undefined);
    setBusy(false);
    if (answer.ok) {
      await enter(answer.data);
      return route(firstPage(check.role), true);
    }
    if (hasCode(answer, 'enrolment_spent')) return setError(t('enrol.spent'));
    const [first] = answer.kind === 'problem' ? (answer.problem.errors ?? []) : [];
    setError(first?.detail ?? failureWords(answer));
  };
  return (
    <form
      class="stack"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        void start();
      }}
    >
      {error ? <Notice tone="bad">{error}</Notice> : null}
      {check.needs_password ? (
        <Passwords password={password} repeat={repeat} onPassword={setPassword} onRepeat={setRepeat} />
      ) : null}
      <button type="submit" class="button main big" aria-disabled={busy}>
        {t('enrol.start')}
      </button>
    </form>
  );
}
