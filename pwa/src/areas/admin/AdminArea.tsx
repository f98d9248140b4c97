/// The administrator's area: read-only for now. Rules in force, and what runs by itself.
import { useEffect, useState } from 'preact/hooks';
import { useLocation } from 'preact-iso';
import { api } from '../../api/client';
import type { Failure, Result } from '../../api/problem';
import type { Job, Page, RulesAnswer } from '../../api/types';
import { NotFound } from '../../app/NotFound';
import { t, wordOr } from '../../i18n';
import { dateTime } from '../../i18n/dates';
import { user } from '../../session/session';
import { Icon } from '../../ui/Icon/Icon';
import { Notice } from '../../ui/Notice/Notice';
import { Heading, Skeleton } from '../../ui/Page/Page';
import './admin.css';
import { AccountMenu } from './AccountMenu';
import { RuleCards } from './RuleCards';

function useAnswer<T>(ask: () => Promise<Result<T>>): [T | Failure | null, () => void] {
  const [answer, setAnswer] = useState<T | Failure | null>(null);
  const load = () => {
    setAnswer(null);
    void ask().then((result) => setAnswer(result.ok ? result.data : result));
  };
  useEffect(load, []);
  return [answer, load];
}

const failed = <T,>(answer: T | Failure): answer is Failure =>
  typeof answer === 'object' && answer !== null && 'ok' in answer && answer.ok === false;

export function AdminArea() {
  const { path } = useLocation();
  const [menu, setMenu] = useState(false);
  return (
    <>
      <header class="admin-bar">
        <a class="admin-name" href="/reglages">
          <img src="/icons/vigie.svg" alt="" width={28} height={28} />
          {t('app.name')}
        </a>
        <button type="button" class="admin-user" onClick={() => setMenu(true)}>
          <Icon name="user" />
          {user.value?.name}
        </button>
      </header>
      <main id="main" class="admin stack">
        {path === '/' || path === '/reglages' ? <Settings /> : <NotFound />}
      </main>
      {menu ? <AccountMenu onClose={() => setMenu(false)} /> : null}
    </>
  );
}

function Settings() {
  const [rules, loadRules] = useAnswer<RulesAnswer>(api.rules);
  const [jobs, loadJobs] = useAnswer<Page<Job>>(api.jobs);
  return (
    <>
      <header>
        <Heading title={t('admin.title')} />
        <p class="muted">{t('admin.lead')}</p>
      </header>
      <section class="stack">
        <h2>{t('admin.rules')}</h2>
        {rules === null ? <Skeleton lines={3} label={t('app.loading')} /> : null}
        {rules && failed(rules) ? <Trouble again={loadRules} /> : null}
        {rules && !failed(rules) ? <RuleCards answer={rules} /> : null}
      </section>
      <section class="stack">
        <h2>{t('admin.jobs')}</h2>
        {jobs === null ? <Skeleton lines={2} label={t('app.loading')} /> : null}
        {jobs && failed(jobs) ? <Trouble again={loadJobs} /> : null}
        {jobs && !failed(jobs) ? <Jobs items={jobs.items} /> : null}
      </section>
    </>
  );
}

function Trouble({ again }: { again: () => void }) {
  return (
    <Notice tone="bad">
      {t('app.unreachable')}
      <button type="button" class="button" onClick={again}>
        {t('app.retry')}
      </button>
    </Notice>
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
