/// The rows. One line per alert; each row redraws only when its own alert changes.
import { Component } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { AlertItem } from '../../../api/types';
import { lang, t, tn } from '../../../i18n';
import { ago, dateTime, shortDay } from '../../../i18n/dates';
import { user } from '../../../session/session';
import { Icon } from '../../../ui/Icon/Icon';
import { Empty, Notice } from '../../../ui/Notice/Notice';
import { Skeleton } from '../../../ui/Page/Page';
import { SeverityTag } from '../../../ui/Severity/Severity';
import { takeFromList } from '../Detail/actions';
import { type Filter, writeFilter } from '../filters';
import { line, load, loadMore, cursor as next, queue, reloadQueue } from '../live';
import { Sparkline } from './Sparkline';

type Props = { filter: Filter; open: string | null; cursor: string | null };

/// Ages are words that grow old: say them again each minute.
function useMinute(): number {
  const [minute, setMinute] = useState(() => Math.floor(Date.now() / 60_000));
  useEffect(() => {
    const timer = setInterval(() => setMinute(Math.floor(Date.now() / 60_000)), 15_000);
    return () => clearInterval(timer);
  }, []);
  return minute;
}

export function List({ filter, open, cursor }: Props) {
  const minute = useMinute();
  const { items, pending, gone } = queue.value;
  const search = writeFilter(filter);
  if (load.value === 'loading') return <Skeleton lines={6} label={t('app.loading')} />;
  if (load.value === 'failed') {
    return (
      <Notice tone="bad">
        {t('app.unreachable')}
        <button type="button" class="button" onClick={() => void reloadQueue()}>
          {t('app.retry')}
        </button>
      </Notice>
    );
  }
  return (
    <>
      <div class="list-head">
        <p class="muted small">
          {next.value ? t('work.countMore', { n: items.length }) : tn('work.count', items.length)}
        </p>
        <div role="status">
          {pending.length > 0 ? (
            <button type="button" class="button main pill" onClick={() => void reloadQueue()}>
              {tn('work.new', pending.length)} · {t('work.showNew')} <kbd>r</kbd>
            </button>
          ) : null}
        </div>
      </div>
      {items.length === 0 && pending.length === 0 ? (
        search ? (
          <Empty title={t('work.emptyFiltered')} />
        ) : (
          <Empty title={t('work.empty')} more={t('work.emptyMore')} />
        )
      ) : null}
      <ul class={`alerts${line.value.kind === 'lost' ? ' stale' : ''}`}>
        {items.map((item) => (
          <Row
            key={item.id}
            item={item}
            search={search}
            open={item.id === open}
            pointed={item.id === cursor}
            gone={gone.has(item.id)}
            minute={minute}
            locale={lang.value}
          />
        ))}
      </ul>
      {next.value ? (
        <button type="button" class="button" onClick={() => void loadMore()}>
          {t('work.more')}
        </button>
      ) : null}
    </>
  );
}

type RowProps = {
  item: AlertItem;
  search: string;
  open: boolean;
  pointed: boolean;
  gone: boolean;
  minute: number;
  locale: string;
};

class Row extends Component<RowProps> {
  override shouldComponentUpdate(after: RowProps): boolean {
    const before = this.props;
    return (Object.keys(after) as (keyof RowProps)[]).some((name) => before[name] !== after[name]);
  }

  override render({ item, search, open, pointed, gone }: RowProps) {
    const classes = [
      'alert-row',
      item.severity,
      open ? 'open' : '',
      pointed ? 'pointed' : '',
      gone ? 'gone' : '',
    ];
    const referent = user.value?.role === 'sector_referent';
    return (
      <li id={`alert-${item.id}`} class={classes.filter(Boolean).join(' ')}>
        <a class="alert-link" href={`/alertes/${item.id}${search}`} aria-current={open ? 'true' : undefined}>
          <span class="alert-top">
            <SeverityTag severity={item.severity} />
            <span class="alert-name">{item.person.name}</span>
            <Sparkline spark={item.spark} />
          </span>
          <span class="alert-sentence">{item.sentence}</span>
          <Facts item={item} gone={gone} />
        </a>
        {referent && item.state === 'new' && !gone ? (
          <button type="button" class="button main big" onClick={() => void takeFromList(item)}>
            {t('work.takeBig')}
          </button>
        ) : null}
      </li>
    );
  }
}

function Facts({ item, gone }: { item: AlertItem; gone: boolean }) {
  const late = item.state === 'new' && Date.parse(item.due_at) < Date.now();
  const mine = item.owner?.id === user.value?.id;
  return (
    <span class="alert-facts">
      {gone ? <span class="tag warn">{t('work.moved')}</span> : null}
      {item.state === 'new' ? null : (
        <span class={`tag${item.state === 'closed' ? '' : ' ok'}`}>
          {t(`state.${item.state}`)}
          {item.state === 'snoozed' && item.snoozed_until
            ? ` ${t('work.until', { date: shortDay(item.snoozed_until) })}`
            : ''}
        </span>
      )}
      {late ? <span class="tag bad">{t('work.overdue')}</span> : null}
      {item.escalated ? <span class="tag warn">{t('work.escalated')}</span> : null}
      <span class="alert-fact">
        <Icon name="user" size={14} />
        {item.owner ? (mine ? t('work.ownerMe') : item.owner.name) : t('work.noOwner')}
      </span>
      <time class="alert-fact" dateTime={item.opened_at} title={dateTime(item.opened_at)}>
        <Icon name="clock" size={14} />
        {ago(item.opened_at, new Date())}
      </time>
    </span>
  );
}
