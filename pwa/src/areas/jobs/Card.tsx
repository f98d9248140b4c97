/// One job: its rhythm, how it went, and what can be done about it.
import { useRef, useState } from 'preact/hooks';
import { type Job, type JobRun, jobsApi } from '../../api/jobs';
import { t, tn, wordOr } from '../../i18n';
import { dateTime, zone } from '../../i18n/dates';
import { failureWords } from '../../ui/Asked/Asked';
import { Disclosure } from '../../ui/Disclosure/Disclosure';
import { Icon } from '../../ui/Icon/Icon';
import { showToast } from '../../ui/Toast/toast';
import { lengthOf, reportOf, rhythmOf } from './rhythm';
import { ScheduleDialog } from './ScheduleDialog';

type Props = { job: Job; onChange: (job: Job) => void };

export const nameOf = (job: Job) => wordOr('jobs.name', job.name);

const when = (at: string | null) => (at ? dateTime(at) : t('jobs.never'));

function rhythmWords({ cron, time_zone }: Job): string {
  const rhythm = rhythmOf(cron);
  if (rhythm.kind === 'minutes') return tn('jobs.every', rhythm.n);
  if (rhythm.kind === 'cron') return `${rhythm.text} (${time_zone})`;
  const words = t(rhythm.kind === 'daily' ? 'jobs.daily' : 'jobs.weekdays', { at: rhythm.at });
  // An hour on another clock says so.
  return time_zone === zone.value ? words : `${words} (${time_zone})`;
}

function length(ms: number | null): string {
  if (ms === null) return '–';
  const { n, unit } = lengthOf(ms);
  return t(unit === 'ms' ? 'jobs.ms' : 'jobs.seconds', { n });
}

function outcomeWords(outcome: string | null): string {
  if (!outcome) return '–';
  const report = reportOf(outcome);
  if (!report) return wordOr('jobs.said', outcome);
  return report
    .map(({ label, n }) => t('jobs.reported', { label: wordOr('jobs.part', label), n }))
    .join(', ');
}

export function Card({ job, onChange }: Props) {
  const [busy, setBusy] = useState(false);
  const [editing, setEditing] = useState(false);
  const working = useRef(false);
  const send = async (ask: () => ReturnType<typeof jobsApi.run>, done: (after: Job) => void) => {
    // A double click comes before the screen is drawn again.
    if (working.current) return;
    working.current = true;
    setBusy(true);
    const answer = await ask();
    working.current = false;
    setBusy(false);
    if (!answer.ok) return showToast({ tone: 'bad', text: failureWords(answer) });
    onChange(answer.data);
    done(answer.data);
  };
  const run = () =>
    send(
      () => jobsApi.run(job.name, crypto.randomUUID()),
      (after) =>
        showToast(
          after.failures > 0
            ? { tone: 'bad', text: t('jobs.ranBadly', { name: nameOf(job) }) }
            : { tone: 'ok', text: t('jobs.ran', { name: nameOf(job) }) },
        ),
    );
  const change = (enabled: boolean, cron: string) =>
    send(
      () => jobsApi.change(job.name, { enabled, cron }),
      () =>
        showToast({
          tone: 'ok',
          text: t(enabled ? 'jobs.changed' : 'jobs.rests', { name: nameOf(job) }),
          action: { label: t('app.undo'), run: () => void change(job.enabled, job.cron) },
        }),
    );
  return (
    <section class="card stack-s jobs-card" aria-label={nameOf(job)}>
      <div class="row between">
        <h2>{nameOf(job)}</h2>
        <Tag job={job} />
      </div>
      <Facts job={job} />
      <p class="row">
        <button type="button" class="button" aria-disabled={busy} onClick={() => !busy && void run()}>
          <Icon name="send" />
          {t(busy ? 'jobs.running' : 'jobs.run')}
        </button>
        <button type="button" class="button plain" onClick={() => setEditing(true)}>
          <Icon name="edit" />
          {t('jobs.edit')}
        </button>
        <button
          type="button"
          class="button plain"
          aria-disabled={busy}
          onClick={() => !busy && void change(!job.enabled, job.cron)}
        >
          <Icon name={job.enabled ? 'moon' : 'sun'} />
          {t(job.enabled ? 'jobs.stop' : 'jobs.start')}
        </button>
      </p>
      {job.runs.length > 0 ? (
        <Disclosure title={t('jobs.runs')} extra={String(job.runs.length)}>
          <Runs runs={job.runs} />
        </Disclosure>
      ) : null}
      {editing ? (
        <ScheduleDialog
          job={job}
          onClose={() => setEditing(false)}
          onSaved={(after) => {
            setEditing(false);
            onChange(after);
            showToast({
              tone: 'ok',
              text: t('jobs.changed', { name: nameOf(job) }),
              action: { label: t('app.undo'), run: () => void change(job.enabled, job.cron) },
            });
          }}
        />
      ) : null}
    </section>
  );
}

function Tag({ job }: { job: Job }) {
  if (job.failures > 0) return <span class="tag bad">{tn('jobs.failures', job.failures)}</span>;
  return (
    <span class={`tag ${job.enabled ? 'ok' : ''}`}>{t(job.enabled ? 'jobs.enabled' : 'jobs.disabled')}</span>
  );
}

function Facts({ job }: { job: Job }) {
  const failed = job.failures > 0;
  return (
    <dl class="jobs-facts">
      <dt>{t('jobs.schedule')}</dt>
      <dd>{rhythmWords(job)}</dd>
      <dt>{t('jobs.last')}</dt>
      <dd>{when(job.last_finished_at)}</dd>
      <dt>{t('jobs.outcome')}</dt>
      <dd class={failed ? 'jobs-error' : undefined}>
        {failed ? job.last_outcome : outcomeWords(job.last_outcome)}
      </dd>
      <dt>{t('jobs.duration')}</dt>
      <dd>{length(job.last_duration_ms)}</dd>
      <dt>{t('jobs.next')}</dt>
      <dd>{job.enabled ? when(job.next_at) : t('jobs.never')}</dd>
    </dl>
  );
}

function Runs({ runs }: { runs: JobRun[] }) {
  return (
    <ol class="jobs-runs">
      {runs.map((run) => (
        <li key={run.id}>
          <span class="row between">
            <span>{dateTime(run.at)}</span>
            <span class="muted small">{length(run.duration_ms)}</span>
          </span>
          <span class={run.error ? 'jobs-error small' : 'muted small'}>
            {run.error ?? outcomeWords(run.outcome)}
            {run.by_hand ? ` · ${t('jobs.byHand')}` : ''}
          </span>
        </li>
      ))}
    </ol>
  );
}
