/// Asking what the draft would have done on the federation's own past.
import { useState } from 'preact/hooks';
import { REPLAY_DAYS, type ReplayDays } from '../../../api/lab';
import { t } from '../../../i18n';
import { Empty, Notice } from '../../../ui/Notice/Notice';
import { focusPlace } from '../Editor/focus';
import { cancel, fresh, run, start } from '../replay';
import { draft, firstMistake } from '../store';
import { percent } from '../words';
import { Results } from './Results';

export function Replay() {
  const [days, setDays] = useState<ReplayDays>(90);
  const now = run.value;
  const go = () => {
    const wrong = firstMistake();
    if (wrong !== null) focusPlace(wrong);
    else if (draft.value && now.kind !== 'running') void start(draft.value, days);
  };
  return (
    <section id="rejouer" class="stack" aria-labelledby="rejouer-title">
      <h2 id="rejouer-title">{t('lab.replay')}</h2>
      <p class="muted">{t('lab.replayMore')}</p>
      <fieldset class="lab-period">
        <legend>{t('lab.period')}</legend>
        <div class="row">
          {REPLAY_DAYS.map((value) => (
            <label key={value} class="lab-check">
              <input
                type="radio"
                name="replay-days"
                checked={days === value}
                onChange={() => setDays(value)}
              />
              <span>{t('lab.days', { n: value })}</span>
            </label>
          ))}
          <button type="button" class="button main" aria-disabled={now.kind === 'running'} onClick={go}>
            {t('lab.replayGo')}
          </button>
        </div>
      </fieldset>
      {now.kind === 'running' ? <Progress progress={now.progress} days={now.days} /> : null}
      {now.kind === 'none' ? <Empty title={t('lab.replayNone')} more={t('lab.replayNoneMore')} /> : null}
      {now.kind === 'cancelled' ? <Notice>{t('lab.replayCancelled')}</Notice> : null}
      {now.kind === 'busy' ? <Notice tone="warn">{t('lab.replayBusy')}</Notice> : null}
      {now.kind === 'refused' ? <Notice tone="bad">{t('lab.replayRefused')}</Notice> : null}
      {now.kind === 'failed' ? <Notice tone="bad">{t('lab.replayFailed')}</Notice> : null}
      {now.kind === 'unreachable' ? <Notice tone="bad">{t('app.unreachable')}</Notice> : null}
      {now.kind === 'done' ? (
        <>
          {fresh.value ? null : <Notice tone="warn">{t('lab.replayOld')}</Notice>}
          <Results replay={now.result} days={now.days} />
        </>
      ) : null}
    </section>
  );
}

function Progress({ progress, days }: { progress: number; days: number }) {
  return (
    <div class="card stack-s">
      {/* Said once when it starts and once when it ends: a voice counting up would drown everything else. */}
      <p role="status">{t('lab.replayRunning', { n: days })}</p>
      <div class="row">
        <progress class="lab-progress" max={1} value={progress} aria-label={t('lab.progress')}>
          {percent(progress)}
        </progress>
        <span aria-hidden="true">{percent(progress)}</span>
        <button type="button" class="button" onClick={() => void cancel()}>
          {t('lab.replayCancel')}
        </button>
      </div>
    </div>
  );
}
