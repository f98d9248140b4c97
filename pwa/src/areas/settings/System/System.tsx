/// What is in force, and what runs by itself.
import { api } from '../../../api/client';
import type { RulesAnswer } from '../../../api/lab';
import { t } from '../../../i18n';
import { dateTime } from '../../../i18n/dates';
import { Asked, useAsked } from '../../../ui/Asked/Asked';
import { Icon } from '../../../ui/Icon/Icon';

export function System() {
  const rules = useAsked<RulesAnswer>(api.rules);
  return (
    <>
      <section class="stack-s">
        <h2>{t('settings.rules')}</h2>
        <Asked of={rules} lines={1}>
          {(answer) => <InForce answer={answer} />}
        </Asked>
      </section>
      <section class="stack-s">
        <h2>{t('settings.jobs')}</h2>
        <p class="row">
          <a class="button" href="/travaux">
            {t('settings.openJobs')}
            <Icon name="next" />
          </a>
          <a class="button" href="/courriers">
            {t('settings.openLetters')}
            <Icon name="next" />
          </a>
        </p>
      </section>
    </>
  );
}

function InForce({ answer: { current } }: { answer: RulesAnswer }) {
  return (
    <div class="card stack-s">
      <p class="row">
        <strong>{t('settings.version', { n: current.version })}</strong>
        <span class="muted">{t('settings.since', { date: dateTime(current.effective_from) })}</span>
      </p>
      {current.reason ? <p>{t('settings.reason', { reason: current.reason })}</p> : null}
      <p class="muted">{t('settings.labMore')}</p>
      <p>
        <a class="button" href="/regles">
          {t('settings.openLab')}
          <Icon name="next" />
        </a>
      </p>
    </div>
  );
}
