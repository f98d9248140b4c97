/// What runs by itself: when, how it went, run now, rest, another schedule.
import { type Job, jobsApi } from '../../api/jobs';
import { t, tn } from '../../i18n';
import { jobs as french } from '../../i18n/jobs/fr';
import { Asked, useAsked } from '../../ui/Asked/Asked';
import { Notice } from '../../ui/Notice/Notice';
import { Heading } from '../../ui/Page/Page';
import { Card } from './Card';
import './jobs.css';

/// What this area says, in both languages.
export const words = [{ fr: french, en: () => import('../../i18n/jobs/en').then((chunk) => chunk.jobs) }];

/// What fails comes first, then what is at rest stands last.
const rank = (job: Job) => (job.failures > 0 ? 0 : job.enabled ? 1 : 2);

export function JobsArea() {
  const asked = useAsked(jobsApi.list);
  return (
    <main id="main" class="jobs stack">
      <header>
        <Heading title={t('jobs.title')} />
        <p class="muted">{t('jobs.lead')}</p>
      </header>
      <Asked of={asked} lines={6}>
        {({ items }) => {
          const put = (job: Job) =>
            asked.put({ items: items.map((one) => (one.name === job.name ? job : one)) });
          const failing = items.filter((job) => job.failures > 0).length;
          return (
            <>
              {failing > 0 ? <Notice tone="warn">{tn('jobs.failing', failing)}</Notice> : null}
              <ul class="jobs-grid">
                {[...items]
                  .sort((a, b) => rank(a) - rank(b) || a.name.localeCompare(b.name))
                  .map((job) => (
                    <li key={job.name}>
                      <Card job={job} onChange={put} />
                    </li>
                  ))}
              </ul>
            </>
          );
        }}
      </Asked>
    </main>
  );
}
