/// "À envoyer": what waits, what the server refused, and what was sent in the last seven days.
import { t, tn } from '../../i18n';
import { dateTime } from '../../i18n/dates';
import {
  entries,
  flush,
  forgetLost,
  lastSent,
  lost,
  memory,
  rejected,
  sending,
  waiting,
} from '../../outbox/outbox';
import { type Entry, type EntryState, replacedBy } from '../../outbox/types';
import { FederationCalls } from '../../ui/Emergency/Emergency';
import { Icon, type IconName } from '../../ui/Icon/Icon';
import { Empty, Notice } from '../../ui/Notice/Notice';
import { Heading } from '../../ui/Page/Page';

const ICONS: Record<EntryState, IconName> = {
  waiting: 'clock',
  sending: 'send',
  auth: 'lock',
  acknowledged: 'check',
  rejected: 'alert',
  withdrawn: 'edit',
};
const TONES: Record<EntryState, string> = {
  waiting: '',
  sending: '',
  auth: 'warn',
  acknowledged: 'ok',
  rejected: 'bad',
  withdrawn: '',
};

export function Outbox() {
  const sent = entries.value.filter((entry) => entry.state === 'acknowledged').reverse();
  const tried = waiting.value.some((entry) => entry.attempts > 0);
  return (
    <>
      <div>
        <Heading title={t('aide.outbox')} />
        <p class="muted" role="status">
          {lastSent.value ? t('aide.lastSent', { date: dateTime(lastSent.value) }) : t('aide.neverSent')}
        </p>
      </div>
      {waiting.value.length > 0 ? (
        <>
          <button type="button" class="button main big" aria-disabled={sending.value} onClick={flush}>
            <Icon name="send" />
            {sending.value ? t('aide.sendingNow') : t('aide.sendNow')}
          </button>
          {tried && !sending.value ? <Notice>{t('aide.tryLater')}</Notice> : null}
        </>
      ) : null}
      {lost.value.length > 0 ? <Lost count={lost.value.length} /> : null}
      <Group title={t('aide.checkTitle')} list={rejected.value} />
      <Group title={t('aide.waitingTitle')} list={waiting.value} />
      <Group title={t('aide.sentTitle')} list={sent} />
      {memory.value === 'unreadable' ? (
        <Notice tone="bad">
          <strong>{t('aide.chipUnreadable')}</strong>
          {t('aide.unreadableHelp')}
        </Notice>
      ) : null}
      {memory.value === 'read' && entries.value.length + lost.value.length === 0 ? (
        <Empty title={t('aide.allSent')} more={t('aide.outboxEmpty')} />
      ) : null}
    </>
  );
}

/// Saved, never sent, and not readable any more: she has to know, for nobody else does.
function Lost({ count }: { count: number }) {
  return (
    <Notice tone="bad">
      <strong>{tn('aide.lost', count)}</strong>
      {t('aide.lostMore')}
      <FederationCalls />
      <button type="button" class="button" onClick={() => void forgetLost()}>
        {t('aide.lostSeen')}
      </button>
    </Notice>
  );
}

function Group({ title, list }: { title: string; list: Entry[] }) {
  if (list.length === 0) return null;
  return (
    <section class="stack-s">
      <h2>{title}</h2>
      <ul class="stack-s">
        {list.map((entry) => (
          <li key={entry.id}>
            <a class="visit-row" href={`/envois/${entry.id}`}>
              <span class="visit-row-name">
                <span class="strong">{entry.person_name}</span>
                <span class="row">
                  <span class="muted small">{dateTime(entry.rating.visited_at)}</span>
                  <span class={`tag ${TONES[entry.state]}`}>
                    <Icon name={ICONS[entry.state]} size={14} />
                    {replacedBy(entry, entries.value) ? t('aide.corrected') : t(`aide.state.${entry.state}`)}
                  </span>
                </span>
              </span>
              <Icon name="next" />
            </a>
          </li>
        ))}
      </ul>
    </section>
  );
}
