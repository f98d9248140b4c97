/// The page behind an enrolment link. The token is in the fragment, so it never reaches a server's log.
/// Aides and referents tap once; coordinators and administrators choose a password.
import { useEffect, useState } from 'preact/hooks';
import { useLocation } from 'preact-iso';
import { api } from '../../api/client';
import { hasCode } from '../../api/problem';
import type { EnrolmentCheck } from '../../api/types';
import { type Key, t } from '../../i18n';
import { Field } from '../../ui/Field/Field';
import { Icon, type IconName } from '../../ui/Icon/Icon';
import { Language } from '../../ui/Language/Language';
import { Notice } from '../../ui/Notice/Notice';
import { Heading, Skeleton } from '../../ui/Page/Page';
import { enter } from '../session';
import './enrol.css';
import { strength } from './strength';

type State =
  | { kind: 'checking' }
  | { kind: 'unreachable' }
  | { kind: 'refused'; why: string }
  | { kind: 'open'; token: string; check: EnrolmentCheck };

const CARDS: [IconName, Key, Key][] = [
  ['pulse', 'enrol.whatTitle', 'enrol.what'],
  ['users', 'enrol.whoTitle', 'enrol.who'],
  ['install', 'enrol.installTitle', 'enrol.install'],
];

function useCheck(): [State, () => void] {
  const [state, setState] = useState<State>({ kind: 'checking' });
  const check = async () => {
    const token = location.hash.slice(1);
    if (!token) return setState({ kind: 'refused', why: t('enrol.noToken') });
    setState({ kind: 'checking' });
    const answer = await api.checkEnrolment(token);
    if (answer.ok) setState({ kind: 'open', token, check: answer.data });
    else if (answer.kind === 'problem') setState({ kind: 'refused', why: t('enrol.spent') });
    else setState({ kind: 'unreachable' });
  };
  useEffect(() => {
    void check();
  }, []);
  return [state, () => void check()];
}

export function Enrol() {
  const [state, again] = useCheck();
  const title = state.kind === 'open' ? t('enrol.hello', { name: state.check.name }) : t('enrol.title');
  return (
    <main id="main" class="door stack">
      <div class="door-head">
        <img class="logo" src="/icons/vigie.svg" alt="" />
        <Heading title={title} />
        {state.kind === 'open' ? <p class="muted">{t(`role.${state.check.role}`)}</p> : null}
      </div>
      {state.kind === 'checking' ? <Skeleton label={t('enrol.checking')} /> : null}
      {state.kind === 'refused' ? <Notice tone="bad">{state.why}</Notice> : null}
      {state.kind === 'unreachable' ? (
        <Notice tone="bad">
          {t('app.unreachable')}
          <button type="button" class="button" onClick={again}>
            {t('app.retry')}
          </button>
        </Notice>
      ) : null}
      {state.kind === 'open' ? <Open token={state.token} check={state.check} /> : null}
      <Language />
    </main>
  );
}

function Open({ token, check }: { token: string; check: EnrolmentCheck }) {
  const { route } = useLocation();
  const [password, setPassword] = useState('');
  const [repeat, setRepeat] = useState('');
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<string | null>(null);

  const start = async () => {
    if (busy) return;
    if (check.needs_password) {
      if (strength(password).kind === 'short') return setError(t('enrol.hint'));
      if (password !== repeat) return setError(t('enrol.differ'));
    }
    setBusy(true);
    const answer = await api.enrol(token, check.needs_password ? password : undefined);
    setBusy(false);
    if (answer.ok) {
      await enter(answer.data);
      return route(check.role === 'aide' ? '/essai' : '/', true);
    }
    if (hasCode(answer, 'enrolment_spent')) return setError(t('enrol.spent'));
    setError(
      answer.kind === 'problem' ? answer.problem.detail || answer.problem.title : t('app.unreachable'),
    );
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
      <ul class="stack-s">
        {CARDS.map(([icon, title, text]) => (
          <li key={title} class="card enrol-card">
            <Icon name={icon} size={28} />
            <div>
              <h2>{t(title)}</h2>
              <p>{t(text)}</p>
            </div>
          </li>
        ))}
      </ul>
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

type PasswordsProps = {
  password: string;
  repeat: string;
  onPassword: (value: string) => void;
  onRepeat: (value: string) => void;
};

function Passwords({ password, repeat, onPassword, onRepeat }: PasswordsProps) {
  const found = strength(password);
  const hint = {
    short: () => t('enrol.short', { n: found.kind === 'short' ? found.missing : 0 }),
    weak: () => t('enrol.weak'),
    good: () => t('enrol.good'),
  }[found.kind];
  return (
    <>
      <Field label={t('enrol.password')} hint={t('enrol.hint')}>
        {(aria) => (
          <input
            {...aria}
            class="input"
            type="password"
            autocomplete="new-password"
            value={password}
            onInput={(event) => onPassword(event.currentTarget.value)}
          />
        )}
      </Field>
      <p role="status" class={`strength ${found.kind}`}>
        {password ? hint() : ''}
      </p>
      <Field label={t('enrol.again')} error={repeat && repeat !== password ? t('enrol.differ') : ''}>
        {(aria) => (
          <input
            {...aria}
            class="input"
            type="password"
            autocomplete="new-password"
            value={repeat}
            onInput={(event) => onRepeat(event.currentTarget.value)}
          />
        )}
      </Field>
    </>
  );
}
