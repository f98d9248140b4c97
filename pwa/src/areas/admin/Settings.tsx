/// What is in force, and what runs by itself.
import { api } from '../../api/client';
import type { RulesAnswer } from '../../api/lab';
import type { Job, Page } from '../../api/types';
import { t, wordOr } from '../../i18n';
import { dateTime } from '../../i18n/dates';
import { Icon } from '../../ui/Icon/Icon';
import { Heading, Skeleton } from '../../ui/Page/Page';
import { failed, Trouble, useAnswer } from './answer';

export function Settings() {
  const [rules, loadRules] = useAnswer<RulesAnswer>(api.rules);
  const [jobs, loadJobs] = useAnswer<Page<Job>>(api.jobs);
  return (
    <main id="main" class="admin stack">
      <header>
        <Heading title={t('admin.title')} />
        <p class="muted">{t('admin.lead')}</p>
      </header>
      <section class="stack">
        <h2>{t('admin.rules')}</h2>
        {rules === null ? <Skeleton lines={1} label={t('app.loading')} /> : null}
        {rules && failed(rules) ? <Trouble again={loadRules} /> : null}
        {rules && !failed(rules) ? <InForce answer={rules} /> : null}
      </section>
      <section class="stack">
        <h2>{t('admin.jobs')}</h2>
        {jobs === null ? <Skeleton lines={2} label={t('app.loading')} /> : null}
        {jobs && failed(jobs) ? <Trouble again={loadJobs} /> : null}
        {jobs && !failed(jobs) ? <Jobs items={jobs.items} /> : null}
      </section>
    </main>
  );
}

function InForce({ answer: { current } }: { answer: RulesAnswer }) {
  return (
    <div class="card stack-s">
      <p class="row">
        <strong>{t('admin.version', { n: current.version })}</strong>
        <span class="muted">{t('admin.since', { date: dateTime(current.effective_from) })}</span>
      </p>
      {current.reason ? <p>{t('admin.reason', { reason: current.reason })}</p> : null}
      <p class="muted">{t('admin.labMore')}</p>
      <p>
        <a class="button main" href="/regles">
          {t('admin.openLab')}
          <Icon name="next" />
        </a>
      </p>
    </div>
  );
}

const when = (at: string | null) => (at ? dateTime(at) : t('admin.never'));

function Jobs({ items }: { items: Job[] }) {
  return (
    <ul class="admin-grid">
      {items.map((job) => (
        <li key={job.name} class="card stack-s">
          <p class="row between">
            <strong>{wordOr('admin.job', job.name)}</strong>
            <span class={`tag ${job.enabled ? 'ok' : ''}`}>
              {t(job.enabled ? 'admin.enabled' : 'admin.disabled')}
            </span>
          </p>
          <dl class="facts">
            <dt>{t('admin.schedule')}</dt>
            <dd>
              <code>{job.cron}</code> {job.time_zone}
            </dd>
            <dt>{t('admin.last')}</dt>
            <dd>{when(job.last_finished_at)}</dd>
            <dt>{t('admin.outcome')}</dt>
            <dd>{job.last_outcome ? wordOr('admin.outcome', job.last_outcome) : '–'}</dd>
            <dt>{t('admin.next')}</dt>
            <dd>{when(job.next_at)}</dd>
          </dl>
        </li>
      ))}
    </ul>
  );
}
