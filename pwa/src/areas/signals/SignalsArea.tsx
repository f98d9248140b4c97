/// The sector's signals as their aides see them: received, looked at by whom, what came of it, and the answer. In the order of
/// the days, never by aide: nothing here counts or ranks anybody.
import { useState } from 'preact/hooks';
import { type Signal, signalsApi } from '../../api/signals';
import { t, tn } from '../../i18n';
import { dateTime } from '../../i18n/dates';
import { signals } from '../../i18n/signals/fr';
import { Asked, useAsked } from '../../ui/Asked/Asked';
import { Choice } from '../../ui/Choice/Choice';
import { Icon } from '../../ui/Icon/Icon';
import { Empty } from '../../ui/Notice/Notice';
import { Heading } from '../../ui/Page/Page';
import './signals.css';

/// What this area says, in both languages.
export const words = [
  { fr: signals, en: () => import('../../i18n/signals/en').then((chunk) => chunk.signals) },
];

const SHOWN = ['all', 'received', 'taken', 'closed'] as const;
type Shown = (typeof SHOWN)[number];

export function SignalsArea() {
  const asking = useAsked(signalsApi.list);
  const [shown, setShown] = useState<Shown>('all');
  return (
    <main id="main" class="signals stack">
      <header>
        <Heading title={t('signals.title')} />
        <p class="muted">{t('signals.lead')}</p>
      </header>
      <Choice
        legend={t('signals.show')}
        name="signals-state"
        value={shown}
        onChange={setShown}
        options={SHOWN.map((value) => ({ value, label: t(`signals.${value}`) }))}
      />
      <Asked of={asking}>{({ items }) => <List items={items} shown={shown} />}</Asked>
    </main>
  );
}

function List({ items, shown }: { items: Signal[]; shown: Shown }) {
  if (items.length === 0) return <Empty title={t('signals.empty')} more={t('signals.emptyMore')} />;
  const list = items.filter((signal) => shown === 'all' || signal.state === shown);
  return (
    <>
      <p class="muted small" role="status">
        {tn('signals.count', list.length)}
      </p>
      {list.length === 0 ? <Empty title={t('signals.emptyFiltered')} /> : null}
      <ul class="stack">
        {list.map((signal) => (
          <li key={`${signal.alert_id}-${signal.rating_id}`}>
            <Card signal={signal} />
          </li>
        ))}
      </ul>
    </>
  );
}

function stateWords({ state, by }: Signal): string {
  if (state === 'received') return t('aide.signalReceived');
  if (state === 'closed') return t('aide.signalClosed');
  return by ? t('aide.signalTaken', { name: by }) : t('aide.signalTakenNoName');
}

function Card({ signal }: { signal: Signal }) {
  const { person, aide, state, outcome, for_aide, reply } = signal;
  return (
    <article class="card stack-s">
      <h2>{person.name}</h2>
      <p class="muted small">
        {aide
          ? t('signals.by', { name: aide.name, date: dateTime(signal.visited_at) })
          : t('aide.visitOn', { date: dateTime(signal.visited_at) })}
      </p>
      <p class="row">
        <span class={`tag${state === 'received' ? ' warn' : ' ok'}`}>{stateWords(signal)}</span>
        <span class="muted small">{dateTime(signal.at)}</span>
      </p>
      {state === 'closed' && outcome ? <p>{t(`aide.outcome.${outcome}`)}</p> : null}
      {for_aide ? (
        <figure>
          <figcaption class="muted small">{t('signals.told')}</figcaption>
          <blockquote class="quote">{for_aide}</blockquote>
        </figure>
      ) : null}
      {state === 'closed' && !for_aide ? <p class="muted small">{t('signals.notTold')}</p> : null}
      {reply ? (
        <figure>
          <figcaption class="muted small">
            {t('signals.reply')} · {dateTime(reply.at)}
          </figcaption>
          <blockquote class="quote">{reply.text}</blockquote>
        </figure>
      ) : null}
      <p>
        <a
          class="button"
          href={`/alertes/${signal.alert_id}`}
          aria-label={t('signals.openThis', { name: person.name })}
        >
          {t('signals.open')}
          <Icon name="next" size={18} />
        </a>
      </p>
    </article>
  );
}
