/// By which way one is told.
import type { Preferences } from '../../api/notifications';
import { t } from '../../i18n';
import { Field } from '../../ui/Field/Field';
import { Notice } from '../../ui/Notice/Notice';
import { Switch } from '../../ui/Switch/Switch';
import { type Mistake, silent, withoutAddress } from './prefs';

type Props = {
  prefs: Preferences;
  mistakes: Mistake[];
  onChange: (next: Partial<Preferences>) => void;
};

export function Channels({ prefs, mistakes, onChange }: Props) {
  return (
    <section class="stack-s" aria-labelledby="par-ou">
      <h2 id="par-ou">{t('notif.how')}</h2>
      <div class="card notif-switches">
        <Switch
          label={t('notif.push')}
          more={t('notif.pushMore')}
          on={prefs.push}
          onChange={(push) => onChange({ push })}
        />
        <Switch
          label={t('notif.mail')}
          more={t('notif.mailMore')}
          on={prefs.mail}
          onChange={(mail) => onChange({ mail })}
        />
        {prefs.mail && prefs.email !== undefined ? (
          <Field
            label={t('notif.email')}
            hint={t('notif.emailHint')}
            {...(mistakes.includes('email') ? { error: t('notif.wrong.email') } : {})}
          >
            {(aria) => (
              <input
                {...aria}
                class="input"
                type="email"
                autocomplete="email"
                value={prefs.email ?? ''}
                onInput={(event) => onChange({ email: event.currentTarget.value.trim() || null })}
              />
            )}
          </Field>
        ) : null}
      </div>
      {withoutAddress(prefs) && prefs.push ? <p class="muted">{t('notif.noAddress')}</p> : null}
      {silent(prefs) ? <Notice tone="warn">{t('notif.silent')}</Notice> : null}
    </section>
  );
}
