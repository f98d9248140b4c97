/// One line of the queue. It redraws only when its own alert changes: with hundreds of them that is what keeps the keys
/// quick. So all it shows comes in as a property.
import { Component } from 'preact';
import type { AlertItem } from '../../../api/types';
import { t } from '../../../i18n';
import { ago, dateTime, nearDay, shortDay } from '../../../i18n/dates';
import { user } from '../../../session/session';
import { Icon } from '../../../ui/Icon/Icon';
import { SeverityTag } from '../../../ui/Severity/Severity';
import { takeFromList } from '../Detail/actions';
import { queue } from '../live';
import { selectTo, toggleSelected } from '../selection';
import { Sparkline } from './Sparkline';

type RowProps = {
  item: AlertItem;
  search: string;
  open: boolean;
  pointed: boolean;
  chosen: boolean;
  gone: boolean;
  /// Who else is looking at it, in words.
  lookers: string;
  minute: number;
  locale: string;
};

export class Row extends Component<RowProps> {
  override shouldComponentUpdate(after: RowProps): boolean {
    const before = this.props;
    return (Object.keys(after) as (keyof RowProps)[]).some((name) => before[name] !== after[name]);
  }

  override render({ item, search, open, pointed, chosen, gone, lookers }: RowProps) {
    const classes = [
      'alert-row',
      item.severity,
      open ? 'open' : '',
      pointed ? 'pointed' : '',
      chosen ? 'chosen' : '',
      gone ? 'gone' : '',
    ];
    const referent = user.value?.role === 'sector_referent';
    return (
      <li id={`alert-${item.id}`} class={classes.filter(Boolean).join(' ')}>
        <div class="alert-line">
          <Box id={item.id} name={item.person.name} chosen={chosen} />
          <a
            class="alert-link"
            href={`/alertes/${item.id}${search}`}
            aria-current={open ? 'true' : undefined}
            onClick={(event) => {
              if (!event.shiftKey) return;
              event.preventDefault();
              selectTo(queue.value.items, item.id);
            }}
          >
            <span class="alert-top">
              <SeverityTag severity={item.severity} />
              <span class="alert-name">{item.person.name}</span>
              <Sparkline spark={item.spark} />
            </span>
            <span class="alert-sentence">{item.sentence}</span>
            <Facts item={item} gone={gone} lookers={lookers} />
          </a>
        </div>
        {referent && item.state === 'new' && !gone ? (
          <button type="button" class="button main big" onClick={() => void takeFromList(item)}>
            {t('work.takeBig')}
          </button>
        ) : null}
      </li>
    );
  }
}

/// A click with shift reaches from the last box.
function Box({ id, name, chosen }: { id: string; name: string; chosen: boolean }) {
  return (
    <label class="alert-box">
      <input
        type="checkbox"
        checked={chosen}
        aria-label={t('triage.choose', { name })}
        onClick={(event) => {
          if (event.shiftKey) selectTo(queue.value.items, id);
          else toggleSelected(id);
        }}
      />
    </label>
  );
}

/// Past its target, by the server's word or by the clock of this page, whichever comes first.
export function isLate(item: AlertItem): boolean {
  if (item.overdue) return true;
  if (item.state === 'new') return Date.parse(item.due_at) < Date.now();
  return item.state === 'taken' && item.act_due_at !== null && Date.parse(item.act_due_at) < Date.now();
}

function Facts({ item, gone, lookers }: { item: AlertItem; gone: boolean; lookers: string }) {
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
      {isLate(item) ? <span class="tag bad">{t('work.overdue')}</span> : null}
      {item.escalated ? <span class="tag warn">{t('work.escalated')}</span> : null}
      {lookers ? (
        <span class="tag look">
          <Icon name="eye" size={14} />
          {lookers}
        </span>
      ) : null}
      <span class="alert-fact">
        <Icon name="user" size={14} />
        {item.owner ? (mine ? t('work.ownerMe') : item.owner.name) : t('work.noOwner')}
      </span>
      <time class="alert-fact" dateTime={item.opened_at} title={dateTime(item.opened_at)}>
        <Icon name="clock" size={14} />
        {ago(item.opened_at, new Date())}
      </time>
      <NextStep item={item} />
    </span>
  );
}

function NextStep({ item }: { item: AlertItem }) {
  const step = item.next_step;
  if (!step) return null;
  const near = nearDay(step.due_at, new Date());
  const when = near === 'other' || near === 'yesterday' ? shortDay(step.due_at) : t(`triage.${near}`);
  return (
    <span class={`alert-fact${step.overdue ? ' late' : ''}`}>
      <Icon name="flag" size={14} />
      {t('triage.next', { what: t(`triage.followUp.${step.kind}`), when })}
    </span>
  );
}
