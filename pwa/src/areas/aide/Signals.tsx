/// "Mes signalements": what came of each rating that raised an alert, in the words chosen for the aide.
import { useEffect } from 'preact/hooks';
import type { Signal } from '../../api/signals';
import { t } from '../../i18n';
import { dateTime } from '../../i18n/dates';
import { Empty, Notice } from '../../ui/Notice/Notice';
import { Heading, Skeleton } from '../../ui/Page/Page';
import { signals } from './cache';
import { Reply } from './Reply';

const STEP: Record<Signal['state'], number> = { received: 1, taken: 2, closed: 3 };

function stateWords(signal: Signal): string {
  if (signal.state === 'received') return t('aide.signalReceived');
  if (signal.state === 'closed') return t('aide.signalClosed');
  return signal.by ? t('aide.signalTaken', { name: signal.by }) : t('aide.signalTakenNoName');
}

export function Signals() {
  useEffect(() => void signals.refresh(), []);
  const cached = signals.value.value;
  return (
    <>
      <div>
        <Heading title={t('aide.signals')} />
        <p class="muted">{t('aide.signalsLead')}</p>
      </div>
      {cached.state === 'loading' ? <Skeleton label={t('app.loading')} /> : null}
      {cached.state === 'missing' ? <Notice tone="warn">{t('aide.visitsFailed')}</Notice> : null}
      {cached.state === 'here' && cached.items.length === 0 ? <Empty title={t('aide.noSignals')} /> : null}
      {cached.state === 'here' ? (
        <ul class="stack">
          {cached.items.map((signal) => (
            <li key={`${signal.alert_id}-${signal.rating_id}`} class="card signal">
              <h2>{signal.person.name}</h2>
              <p class="muted small">{t('aide.visitOn', { date: dateTime(signal.visited_at) })}</p>
              <ol class="steps" aria-hidden="true">
                {[1, 2, 3].map((step) => (
                  <li key={step} class={step <= STEP[signal.state] ? 'done' : undefined} />
                ))}
              </ol>
              <p class="strong">{stateWords(signal)}</p>
              {signal.state === 'closed' && signal.outcome ? (
                <p>{t(`aide.outcome.${signal.outcome}`)}</p>
              ) : null}
              {signal.for_aide ? <blockquote class="quote">{signal.for_aide}</blockquote> : null}
              {signal.outcome === 'acted' ? <p>{t('aide.thanks')}</p> : null}
              {signal.reply ? (
                <figure>
                  <figcaption class="muted small">{t('aide.replyYours')}</figcaption>
                  <blockquote class="quote">{signal.reply.text}</blockquote>
                </figure>
              ) : null}
              {signal.can_reply ? <Reply alertId={signal.alert_id} onSent={() => signals.refresh()} /> : null}
              <p class="muted small">{dateTime(signal.at)}</p>
            </li>
          ))}
        </ul>
      ) : null}
    </>
  );
}
