/// Whether more than a password is asked of who sees persons' names at a desk.
import type { Settings } from '../../../api/settings';
import { t } from '../../../i18n';
import { Choice } from '../../../ui/Choice/Choice';
import { Notice } from '../../../ui/Notice/Notice';
import { SettingsForm } from '../SettingsForm';

type Asked = NonNullable<Settings['security']>['second_factor'];

export function Access() {
  return (
    <SettingsForm mistakesIn={() => []}>
      {(draft, change) => {
        const asked: Asked = draft.security?.second_factor ?? 'asked';
        return (
          <section class="stack-s">
            <h2>{t('settings.access')}</h2>
            <p>{t('settings.accessLead')}</p>
            <div class="card stack-s">
              <Choice<Asked>
                legend={t('settings.second')}
                name="second-factor"
                value={asked}
                options={[
                  { value: 'asked', label: t('settings.second.asked') },
                  { value: 'required', label: t('settings.second.required') },
                ]}
                onChange={(second_factor) =>
                  change({ ...draft, security: { ...draft.security, second_factor } })
                }
              />
              <p class="muted">{t(`settings.secondMore.${asked}`)}</p>
            </div>
            {asked === 'required' ? <Notice tone="warn">{t('settings.secondFirst')}</Notice> : null}
          </section>
        );
      }}
    </SettingsForm>
  );
}
