/// Sign-in, also after a session ended: what was saved on the phone stays and is sent afterwards.
import { useRef, useState } from 'preact/hooks';
import { useLocation } from 'preact-iso';
import { api } from '../../api/client';
import { t } from '../../i18n';
import { Emergency } from '../../ui/Emergency/Emergency';
import { Field } from '../../ui/Field/Field';
import { Language } from '../../ui/Language/Language';
import { Notice } from '../../ui/Notice/Notice';
import { Heading } from '../../ui/Page/Page';
import { enter, user } from '../session';

export function SignIn() {
  const { path, route } = useLocation();
  const [login, setLogin] = useState(user.value?.login ?? '');
  const [secret, setSecret] = useState('');
  const [shown, setShown] = useState(false);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<string | null>(null);
  const secretRef = useRef<HTMLInputElement>(null);

  const submit = async () => {
    if (busy) return;
    if (!login.trim() || !secret) return setError(t('signIn.missing'));
    setBusy(true);
    setError(null);
    const answer = await api.signIn(login.trim(), secret);
    setBusy(false);
    if (answer.ok) {
      await enter(answer.data);
      if (path === '/connexion') route('/', true);
      return;
    }
    setError(
      answer.kind === 'problem' ? answer.problem.detail || answer.problem.title : t('app.unreachable'),
    );
    secretRef.current?.focus();
  };

  return (
    <main id="main" class="door stack">
      <div class="door-head">
        <img class="logo" src="/icons/vigie.svg" alt="" />
        <Heading title={t('signIn.title')} />
        <p class="muted">{t('signIn.lead')}</p>
      </div>
      {user.value?.role === 'aide' ? <Notice>{t('signIn.keptWork')}</Notice> : null}
      {error ? <Notice tone="bad">{error}</Notice> : null}
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
      <p class="muted">{t(user.value?.role === 'aide' ? 'signIn.newLink' : 'signIn.help')}</p>
      <Emergency />
      <Language />
    </main>
  );
}
