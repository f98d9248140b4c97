/// Entering with a login and a short code, where no link can be opened. Who needs a password is asked for one once the code is right.
import { useState } from 'preact/hooks';
import { useLocation } from 'preact-iso';
import { doorApi } from '../../api/door';
import type { Failure } from '../../api/problem';
import { t } from '../../i18n';
import { failureWords } from '../../ui/Asked/Asked';
import { Field } from '../../ui/Field/Field';
import { Notice } from '../../ui/Notice/Notice';
import { enter } from '../session';
import { CODE_LENGTH, plainCode, shownCode } from './code';
import { firstPage } from './first-page';
import { Passwords, passwordMistake } from './Passwords';

/// The server wants a password of this role, or a better one: its words.
const aboutPassword = (failure: Failure): string | null =>
  failure.kind === 'problem'
    ? (failure.problem.errors?.find(({ pointer }) => pointer === '/password')?.detail ?? null)
    : null;

export function CodeForm() {
  const { route } = useLocation();
  const [login, setLogin] = useState('');
  const [code, setCode] = useState('');
  const [asksPassword, setAsksPassword] = useState(false);
  const [password, setPassword] = useState('');
  const [repeat, setRepeat] = useState('');
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState('');
  const [weak, setWeak] = useState('');

  const submit = async () => {
    if (busy) return;
    setError('');
    setWeak('');
    const plain = plainCode(code);
    if (!login.trim() || plain.length !== CODE_LENGTH) return setError(t('enrol.codeMissing'));
    const mistake = asksPassword ? passwordMistake(password, repeat) : null;
    if (mistake) return setWeak(mistake);
    setBusy(true);
    const answer = await doorApi.enrolByCode(login.trim(), plain, asksPassword ? password : undefined);
    setBusy(false);
    if (answer.ok) {
      await enter(answer.data);
      return route(firstPage(answer.data.user.role), true);
    }
    const words = aboutPassword(answer);
    if (words === null) return setError(failureWords(answer));
    // The first time it is a question, not a mistake.
    if (asksPassword) setWeak(words);
    setAsksPassword(true);
  };
  return (
    <form
      class="card stack"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        void submit();
      }}
    >
      <h2>{t('enrol.codeTitle')}</h2>
      <p class="muted">{t('enrol.codeLead')}</p>
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
      <Field label={t('enrol.code')}>
        {(aria) => (
          <input
            {...aria}
            class="input code-input"
            name="code"
            autocomplete="one-time-code"
            autocapitalize="characters"
            spellcheck={false}
            placeholder="ABC-DEF"
            value={code}
            onInput={(event) => setCode(event.currentTarget.value)}
            onBlur={() => setCode(shownCode(code))}
          />
        )}
      </Field>
      {asksPassword ? (
        <Passwords
          password={password}
          repeat={repeat}
          error={weak}
          onPassword={setPassword}
          onRepeat={setRepeat}
        />
      ) : null}
      {error ? <Notice tone="bad">{error}</Notice> : null}
      <button type="submit" class="button main big" aria-disabled={busy}>
        {t(busy ? 'signIn.busy' : 'enrol.start')}
      </button>
    </form>
  );
}
