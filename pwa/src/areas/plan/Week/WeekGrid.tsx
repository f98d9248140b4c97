/// The week as columns. A card goes a day back or on by its arrows, by its own form, or, with a mouse, by dragging.
import { useState } from 'preact/hooks';
import type { Day, FollowUp } from '../../../api/follow';
import { t } from '../../../i18n';
import { atHour, dayOfWeek, shortDay } from '../../../i18n/dates';
import { Dialog } from '../../../ui/Dialog/Dialog';
import { Icon } from '../../../ui/Icon/Icon';
import { showToast } from '../../../ui/Toast/toast';
import { addDays, mondayOf } from '../days';
import { move, type OnChange } from '../FollowUp/actions';
import { Card } from '../FollowUp/Card';
import { cardId, rescueFocus } from '../focus';
import { columns, isLate, type View, weekOf } from '../view';
import { Slip } from './Slip';
import './week.css';

type Props = {
  items: FollowUp[];
  view: View;
  today: Day;
  onChange: OnChange;
  onView: (view: View) => void;
};

function classOf(day: Day, today: Day, count: number, over: Day | null): string {
  const more = [
    day === today ? 'today' : '',
    day === over ? 'over' : '',
    day < today && count === 0 ? 'over-empty' : '',
  ];
  return ['week-day', ...more].filter(Boolean).join(' ');
}

const middle = (day: Day) => shortDay(atHour(day, 12));

export function WeekGrid({ items, view, today, onChange, onView }: Props) {
  const [opened, setOpened] = useState<string | null>(null);
  const [over, setOver] = useState<Day | null>(null);
  const monday = weekOf(view, today);
  const late = monday === mondayOf(today) ? items.filter((item) => isLate(item, today)) : [];
  const card = items.find((item) => item.id === opened);
  const go = (weeks: number) => {
    const wanted = addDays(monday, 7 * weeks);
    onView({ ...view, from: wanted === mondayOf(today) ? null : wanted });
  };
  const drop = async (id: string, day: Day) => {
    setOver(null);
    const item = items.find((other) => other.id === id);
    if (item?.state !== 'open' || item.due_on === day) return;
    const why = await move(item, { due_on: day }, onChange);
    if (why) showToast({ text: why, tone: 'bad' });
  };
  const shut = (id: string) => {
    setOpened(null);
    rescueFocus(`#${cardId(id)} [data-do=open]`, '.week-grid [data-do=open]', '.week-nav button');
  };
  const slip = (item: FollowUp) => (
    <Slip key={item.id} item={item} today={today} onChange={onChange} onOpen={() => setOpened(item.id)} />
  );
  return (
    <>
      <nav class="week-nav" aria-label={t('plan.weeks')}>
        <button type="button" class="button" onClick={() => go(-1)}>
          <Icon name="back" size={18} />
          <span class="week-nav-word">{t('plan.weekBefore')}</span>
        </button>
        <strong role="status">
          {t('plan.weekOf', { from: middle(monday), to: middle(addDays(monday, 6)) })}
        </strong>
        <button type="button" class="button" onClick={() => go(1)}>
          <span class="week-nav-word">{t('plan.weekAfter')}</span>
          <Icon name="next" size={18} />
        </button>
        {view.from ? (
          <button type="button" class="button plain" onClick={() => onView({ ...view, from: null })}>
            {t('plan.thisWeek')}
          </button>
        ) : null}
      </nav>
      {late.length > 0 ? (
        <section class="plan-day late">
          <h2>{t('plan.lateTitle')}</h2>
          <ul class="week-late">{late.map(slip)}</ul>
        </section>
      ) : null}
      {items.length === 0 ? <p class="week-nothing muted">{t('plan.weekEmpty')}</p> : null}
      <div class="week-grid">
        {columns(items, monday, today).map(({ day, items: found }) => {
          return (
            // biome-ignore lint/a11y/noStaticElementInteractions: dragging is an extra; every move has its buttons
            <section
              key={day}
              class={classOf(day, today, found.length, over)}
              onDragOver={(event) => {
                if (day < today) return;
                event.preventDefault();
                setOver(day);
              }}
              onDragLeave={() => setOver(null)}
              onDrop={(event) => {
                event.preventDefault();
                void drop(event.dataTransfer?.getData('text/plain') ?? '', day);
              }}
            >
              <h2>
                <span class="plan-day-name">{dayOfWeek(atHour(day, 12))}</span>
                {day === today ? <span class="week-today">{t('day.today')}</span> : null}
              </h2>
              {found.length === 0 ? <p class="muted small">{t('plan.dayEmpty')}</p> : null}
              <ul class="week-slips">{found.map(slip)}</ul>
            </section>
          );
        })}
      </div>
      {card ? (
        <Dialog title={t('plan.one')} onClose={() => shut(card.id)}>
          <Card as="div" item={card} dated onChange={onChange} />
        </Dialog>
      ) : null}
    </>
  );
}
