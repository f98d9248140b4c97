/// Another schedule: usual ones to pick, the six fields for the rest, and when it would come, before it is saved.
import { useEffect, useState } from 'preact/hooks';
import { type Job, jobsApi } from '../../api/jobs';
import type { Failure } from '../../api/problem';
import { t } from '../../i18n';
import { dayTime } from '../../i18n/dates';
import { failureWords } from '../../ui/Asked/Asked';
import { Dialog } from '../../ui/Dialog/Dialog';
import { Field } from '../../ui/Field/Field';
import { nameOf } from './Card';
import { USUAL } from './rhythm';

type Props = { job: Job; onClose: () => void; onSaved: (job: Job) => void };

/// The field's own words where the server has them.
function refusal(failure: Failure): string {
  const detail = failure.kind === 'problem' ? failure.problem.errors?.[0]?.detail : undefined;
  return detail ?? failureWords(failure);
}

/// Asked again while one types, once the fingers rest.
const REST_MS = 300;

function usePreview(job: Job, cron: string) {
  const [next, setNext] = useState<string[]>([]);
  const [error, setError] = useState('');
  useEffect(() => {
    let here = true;
    const timer = setTimeout(async () => {
      const answer = await jobsApi.preview(job.name, cron);
      if (!here) return;
      setNext(answer.ok ? answer.data.next : []);
      setError(answer.ok ? '' : refusal(answer));
    }, REST_MS);
    return () => {
      here = false;
      clearTimeout(timer);
    };
  }, [job.name, cron]);
  return { next, error, setError };
}

export function ScheduleDialog({ job, onClose, onSaved }: Props) {
  const [cron, setCron] = useState(job.cron);
  const [busy, setBusy] = useState(false);
  const { next, error, setError } = usePreview(job, cron);
  const save = async () => {
    setBusy(true);
    const answer = await jobsApi.change(job.name, { enabled: job.enabled, cron });
    setBusy(false);
    if (answer.ok) onSaved(answer.data);
    else setError(refusal(answer));
  };
  const off = busy || error !== '' || cron.trim() === job.cron;
  return (
    <Dialog title={nameOf(job)} onClose={onClose}>
      <form
        class="stack"
        onSubmit={(event) => {
          event.preventDefault();
          if (!off) void save();
        }}
      >
        <p class="row">
          {USUAL.map(({ cron: usual, word }) => (
            <button
              key={usual}
              type="button"
              class="button"
              aria-pressed={cron === usual}
              onClick={() => setCron(usual)}
            >
              {t(word)}
            </button>
          ))}
        </p>
        <Field label={t('jobs.cron')} hint={t('jobs.cronHint')} {...(error ? { error } : {})}>
          {(aria) => (
            <input
              {...aria}
              class="input jobs-cron"
              value={cron}
              autocomplete="off"
              spellcheck={false}
              onInput={(event) => setCron(event.currentTarget.value)}
            />
          )}
        </Field>
        <div role="status" class="stack-s">
          <p class="strong">{t('jobs.preview', { zone: job.time_zone })}</p>
          {next.length > 0 ? (
            <ol class="jobs-preview">
              {next.map((at) => (
                <li key={at}>{dayTime(at)}</li>
              ))}
            </ol>
          ) : (
            <p class="muted">–</p>
          )}
        </div>
        <p class="row">
          <button type="submit" class="button main" aria-disabled={off}>
            {t('jobs.save')}
          </button>
          <button type="button" class="button plain" onClick={onClose}>
            {t('app.cancel')}
          </button>
        </p>
      </form>
    </Dialog>
  );
}
