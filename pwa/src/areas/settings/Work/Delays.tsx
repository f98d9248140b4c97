/// How long things may wait, by severity.
import { SEVERITIES, type Settings } from '../../../api/settings';
import { t } from '../../../i18n';
import { Minutes } from './Minutes';

type Props = { settings: Settings; onChange: (settings: Settings) => void };

export function Delays({ settings, onChange }: Props) {
  const { act_minutes, escalation_minutes, claim_idle_minutes } = settings;
  return (
    <section class="stack-s">
      <h2>{t('settings.delays')}</h2>
      <p class="muted small">
        {t('settings.delaysLead')} <a href="/regles">{t('settings.rulesLink')}</a>
      </p>
      <div class="settings-delays">
        <section class="card stack-s">
          <h3>{t('settings.act')}</h3>
          {SEVERITIES.map((severity) => (
            <Minutes
              key={severity}
              what={t('settings.act')}
              severity={severity}
              value={act_minutes[severity]}
              onChange={(minutes) =>
                onChange({ ...settings, act_minutes: { ...act_minutes, [severity]: minutes } })
              }
            />
          ))}
        </section>
        <section class="card stack-s">
          <h3>{t('settings.escalate')}</h3>
          {SEVERITIES.map((severity) => (
            <Minutes
              key={severity}
              what={t('settings.escalate')}
              severity={severity}
              value={escalation_minutes[severity]}
              onChange={(minutes) =>
                onChange({ ...settings, escalation_minutes: { ...escalation_minutes, [severity]: minutes } })
              }
            />
          ))}
          <p class="muted small">{t('settings.escalateMore')}</p>
        </section>
        <section class="card stack-s">
          <h3>{t('settings.idle')}</h3>
          {(['critical', 'other'] as const).map((severity) => (
            <Minutes
              key={severity}
              what={t('settings.idle')}
              severity={severity}
              value={claim_idle_minutes[severity]}
              onChange={(minutes) =>
                onChange({ ...settings, claim_idle_minutes: { ...claim_idle_minutes, [severity]: minutes } })
              }
            />
          ))}
          <p class="muted small">{t('settings.idleMore')}</p>
        </section>
      </div>
    </section>
  );
}
