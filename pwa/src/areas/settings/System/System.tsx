/// What is in force, and what runs by itself.
import { api } from '../../../api/client';
import type { RulesAnswer } from '../../../api/lab';
import type { Job } from '../../../api/types';
import { t, tn, wordOr } from '../../../i18n';
import { dateTime } from '../../../i18n/dates';
import { Asked, useAsked } from '../../../ui/Asked/Asked';
import { Icon } from '../../../ui/Icon/Icon';
import { countIn, rhythmOf } from './jobs';

export function System() {
  const rules = useAsked<RulesAnswer>(api.rules);
  const jobs = useAsked(api.jobs);
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
        <Asked of={jobs} lines={2}>
          {({ items }) => <Jobs items={items} />}
        </Asked>
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

const when = (at: string | null) => (at ? dateTime(at) : t('settings.never'));

function rhythmWords({ cron, time_zone }: Job): string {
  const rhythm = rhythmOf(cron);
  if (rhythm.kind === 'minutes') return tn('settings.every', rhythm.n);
  if (rhythm.kind === 'cron') return `${rhythm.text} (${time_zone})`;
  return t(rhythm.kind === 'daily' ? 'settings.daily' : 'settings.weekdays', { at: rhythm.at });
}

function outcomeWords(outcome: string | null): string {
  if (!outcome) return '–';
  const count = countIn(outcome);
  return count === null ? wordOr('settings.outcome', outcome) : tn('settings.handled', count);
}

function Jobs({ items }: { items: Job[] }) {
  return (
    <ul class="settings-grid">
      {items.map((job) => (
        <li key={job.name} class="card stack-s">
          <p class="strong">{wordOr('settings.job', job.name)}</p>
          <p>
            <span class={`tag ${job.enabled ? 'ok' : ''}`}>
              {t(job.enabled ? 'settings.enabled' : 'settings.disabled')}
            </span>
          </p>
          <dl class="facts">
            <dt>{t('settings.schedule')}</dt>
            <dd>{rhythmWords(job)}</dd>
            <dt>{t('settings.last')}</dt>
            <dd>{when(job.last_finished_at)}</dd>
            <dt>{t('settings.outcome')}</dt>
            <dd>{outcomeWords(job.last_outcome)}</dd>
            <dt>{t('settings.next')}</dt>
            <dd>{when(job.next_at)}</dd>
          </dl>
        </li>
      ))}
    </ul>
  );
}
