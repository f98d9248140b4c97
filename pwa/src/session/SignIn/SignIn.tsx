/// Sign-in, also after a session ended: what was saved on the phone stays and is sent afterwards.
import { useEffect, useRef, useState } from 'preact/hooks';
import { useLocation } from 'preact-iso';
import { api } from '../../api/client';
import { type Challenge, doorApi } from '../../api/door';
import { hasCode, type Result } from '../../api/problem';
import type { Session } from '../../api/types';
import { lazily } from '../../app/lazily';
import { t, tn } from '../../i18n';
import { Emergency } from '../../ui/Emergency/Emergency';
import { Field } from '../../ui/Field/Field';
import { Language } from '../../ui/Language/Language';
import { Notice } from '../../ui/Notice/Notice';
import { Heading } from '../../ui/Page/Page';
import { Provider } from '../Provider/Provider';
import { readBack } from '../Provider/provider';
import { ended, endedWhy, enter, parted, user } from '../session';
import { endedWords } from '../why';

/// Why one is here again.
function Why() {
  const gone = parted.value;
  if (gone) {
    return (
      <Notice tone="warn">
        <strong>{t(endedWords(gone.reason))}</strong>
        {t('ended.wiped')}
        {gone.handed > 0 ? <span>{tn('ended.handed', gone.handed)}</span> : null}
        {gone.left > 0 ? <span>{tn('ended.left', gone.left)}</span> : null}
      </Notice>
    );
  }
  if (!ended.value || !endedWhy.value) return null;
  return <Notice tone="warn">{t(endedWords(endedWhy.value))}</Notice>;
}

/// Few accounts have one, and no aide.
const SecondStep = lazily(() => import('../SecondStep/SecondStep').then((chunk) => chunk.SecondStep));

export function SignIn() {
  const { path, route } = useLocation();
  const [login, setLogin] = useState(user.value?.login ?? '');
  const [secret, setSecret] = useState('');
  const [shown, setShown] = useState(false);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<string | null>(null);
  const [asked, setAsked] = useState<Challenge | null>(null);
  const secretRef = useRef<HTMLInputElement>(null);
  const [back] = useState(() => readBack(location.search));

  const done = async (session: Session) => {
    await enter(session);
    if (path === '/connexion') route(back.kind === 'arrived' ? back.to : '/', true);
  };
  const understand = async (answer: Result<Session>) => {
    setBusy(false);
    if (answer.ok) return done(answer.data);
    if (answer.kind === 'problem' && hasCode(answer, 'second_factor_required')) {
      setSecret('');
      return setAsked(answer.problem as unknown as Challenge);
    }
    setError(
      answer.kind === 'problem' ? answer.problem.detail || answer.problem.title : t('app.unreachable'),
    );
  };
  useEffect(() => {
    if (back.kind === 'none') return;
    // A second look at this address would find nothing more.
    history.replaceState(history.state, '', path);
    if (back.kind === 'refused') return setError(t(`provider.${back.why}`));
    setBusy(true);
    void doorApi.arrive().then(understand);
  }, []);
  const submit = async () => {
    if (busy) return;
    if (!login.trim() || !secret) return setError(t('signIn.missing'));
    setBusy(true);
    setError(null);
    const answer = await api.signIn(login.trim(), secret);
    await understand(answer);
    if (!answer.ok) secretRef.current?.focus();
  };

  return (
    <main id="main" class="door stack">
      <div class="door-head">
        <img class="logo" src="/icons/vigie.svg" alt="" />
        <Heading title={t('signIn.title')} />
        <p class="muted">{t('signIn.lead')}</p>
      </div>
      {path.startsWith('/v/') ? (
        <Notice>
          {t('signIn.card')}
          <span>{t('signIn.cardApp')}</span>
        </Notice>
      ) : null}
      <Why />
      {user.value?.role === 'aide' ? <Notice>{t('signIn.keptWork')}</Notice> : null}
      {error ? <Notice tone="bad">{error}</Notice> : null}
      {asked ? (
        <SecondStep
          asked={asked}
          onDone={(session) => void done(session)}
          onBack={(why) => {
            setAsked(null);
            setError(why || null);
          }}
        />
      ) : (
        <form
          class="stack"
          noValidate
          onSubmit={(event) => {
            event.preventDefault();
            void submit();
          }}
        >
          <Field label={t('signIn.login')}>
            {(aria) => (
              <input
                {...aria}
                class="input"
                name="login"
                autocomplete="username"
                autocapitalize="none"
                spellcheck={false}
                value={login}
                onInput={(event) => setLogin(event.currentTarget.value)}
              />
            )}
          </Field>
          <Field label={t('signIn.secret')}>
            {(aria) => (
              <span class="with-button">
                <input
                  {...aria}
                  ref={secretRef}
                  class="input"
                  name="secret"
                  {...(shown ? ({ type: 'text' } as const) : ({ type: 'password' } as const))}
                  autocomplete="current-password"
                  value={secret}
                  onInput={(event) => setSecret(event.currentTarget.value)}
                />
                <button type="button" class="button" aria-pressed={shown} onClick={() => setShown(!shown)}>
                  {shown ? t('signIn.hide') : t('signIn.show')}
                </button>
              </span>
            )}
          </Field>
          <button type="submit" class="button main big" aria-disabled={busy}>
            {busy ? t('signIn.busy') : t('signIn.submit')}
          </button>
        </form>
      )}
      {asked ? null : <Provider path={path} />}
      {asked ? null : (
        <p class="muted">
          {t(user.value?.role === 'aide' ? 'signIn.newLink' : 'signIn.help')}{' '}
          <a href="/bienvenue">{t('signIn.code')}</a>
        </p>
      )}
      <Emergency />
      <Language />
    </main>
  );
}
