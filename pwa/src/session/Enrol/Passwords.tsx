/// A new password, twice, with what can be said of it before the server judges it.
import { t } from '../../i18n';
import { Field } from '../../ui/Field/Field';
import { strength } from './strength';

type Props = {
  password: string;
  repeat: string;
  error?: string | undefined;
  onPassword: (value: string) => void;
  onRepeat: (value: string) => void;
};

export function Passwords({ password, repeat, error, onPassword, onRepeat }: Props) {
  const found = strength(password);
  const hint = {
    short: () => t('enrol.short', { n: found.kind === 'short' ? found.missing : 0 }),
    weak: () => t('enrol.weak'),
    good: () => t('enrol.good'),
  }[found.kind];
  return (
    <>
      <Field label={t('enrol.password')} hint={t('enrol.hint')} {...(error ? { error } : {})}>
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

/// What is wrong before it is sent, if something is.
export function passwordMistake(password: string, repeat: string): string | null {
  if (strength(password).kind === 'short') return t('enrol.hint');
  return password === repeat ? null : t('enrol.differ');
}
