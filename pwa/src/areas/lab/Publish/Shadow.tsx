/// A shadow run: the draft judges along for some days and tells nobody. Its numbers are worked out when asked for.
import { useState } from 'preact/hooks';
import { api } from '../../../api/client';
import type { Shadow as Data, RulesAnswer } from '../../../api/lab';
import type { Result } from '../../../api/problem';
import { t } from '../../../i18n';
import { dateTime, shortDay } from '../../../i18n/dates';
import { Notice } from '../../../ui/Notice/Notice';
import { showToast } from '../../../ui/Toast/toast';
import { focusPlace } from '../Editor/focus';
import { Cases } from '../Results/Cases';
import { changed, draft, firstMistake, refresh } from '../store';
import { number } from '../words';

const DAYS = [7, 14, 30, 60] as const;

export function Shadow({ answer }: { answer: RulesAnswer }) {
  return (
    <section id="essai" class="stack" aria-labelledby="essai-title">
      <h2 id="essai-title">{t('lab.shadow')}</h2>
      <p class="muted">{t('lab.shadowMore')}</p>
      {answer.shadow ? <Running shadow={answer.shadow} /> : <Start />}
    </section>
  );
}

/// Does it, then asks the server how things stand.
function useStep(): [boolean, (step: () => Promise<Result<unknown>>, done: string) => Promise<void>] {
  const [busy, setBusy] = useState(false);
  const go = async (step: () => Promise<Result<unknown>>, done: string) => {
    if (busy) return;
    setBusy(true);
    const result = await step();
    if (result.ok) await refresh();
    setBusy(false);
    if (result.ok) showToast({ text: done, tone: 'ok' });
    else {
      const text = result.kind === 'problem' ? result.problem.detail : t('app.unreachable');
      showToast({ text, tone: 'bad' });
    }
  };
  return [busy, go];
}

function Start() {
  const [days, setDays] = useState<number>(14);
  const [busy, go] = useStep();
  const nothing = changed.value.length === 0;
  const start = () => {
    const mine = draft.value;
    const wrong = firstMistake();
    if (wrong !== null) focusPlace(wrong);
    else if (mine && !nothing) void go(() => api.startShadow(mine, days), t('lab.shadowStarted'));
  };
  return (
    <fieldset class="lab-period">
      <legend>{t('lab.shadowFor')}</legend>
      <div class="row">
        {DAYS.map((value) => (
          <label key={value} class="lab-check">
            <input type="radio" name="shadow-days" checked={days === value} onChange={() => setDays(value)} />
            <span>{t('lab.days', { n: value })}</span>
          </label>
        ))}
        <button type="button" class="button" aria-disabled={nothing || busy} onClick={start}>
          {t('lab.shadowStart')}
        </button>
      </div>
      {nothing ? <p class="muted small">{t('lab.publishNothing')}</p> : null}
    </fieldset>
  );
}

function Running({ shadow }: { shadow: Data }) {
  const [busy, go] = useStep();
  const ended = Date.parse(shadow.until) < Date.now();
  return (
    <div class="stack">
      <Notice tone={ended ? 'ok' : 'info'}>
        <strong>{t(ended ? 'lab.shadowEnded' : 'lab.shadowRunning')}</strong>
        <span>
          {t('lab.shadowSpan', { from: dateTime(shadow.since), to: shortDay(shadow.until) })} ·{' '}
          {shadow.version_label}
        </span>
      </Notice>
      <div class="lab-totals">
        <p class="card">
          <span class="muted">{t('lab.shadowLive')}</span>
          <strong class="lab-figure">{number(shadow.live_alerts)}</strong>
        </p>
        <p class="card">
          <span class="muted">{t('lab.shadowWould')}</span>
          <strong class="lab-figure">{number(shadow.shadow_alerts)}</strong>
        </p>
      </div>
      <div class="lab-columns">
        <Cases title={t('lab.gained')} more={t('lab.gainedMore')} cases={shadow.gained} />
        <Cases title={t('lab.lost')} more={t('lab.lostMore')} cases={shadow.lost} />
      </div>
      <div>
        <button
          type="button"
          class="button"
          aria-disabled={busy}
          onClick={() => void go(api.stopShadow, t('lab.shadowStopped'))}
        >
          {t('lab.shadowStop')}
        </button>
      </div>
    </div>
  );
}
