/// By day, late first. A card that was just dealt with stays in its place until the list is asked for again.
import type { Day, FollowUp } from '../../../api/follow';
import { t, tn } from '../../../i18n';
import { atHour, day as dayName, nearDay } from '../../../i18n/dates';
import { Empty } from '../../../ui/Notice/Notice';
import type { OnChange } from '../FollowUp/actions';
import { Card } from '../FollowUp/Card';
import { loadMore, next } from '../store';
import { groups } from '../view';

type Props = { items: FollowUp[]; today: Day; mine: boolean; onChange: OnChange };

function dayTitle(day: Day): { near: string | null; date: string } {
  const noon = atHour(day, 12);
  const near = nearDay(noon, new Date());
  return { near: near === 'other' ? null : t(`day.${near}`), date: dayName(noon) };
}

export function DayList({ items, today, mine, onChange }: Props) {
  const found = groups(items, today);
  if (found.length === 0) {
    return <Empty title={t(mine ? 'plan.empty' : 'plan.emptyAll')} more={t('plan.emptyMore')} />;
  }
  return (
    <>
      {found.map((group) => (
        <section key={group.day ?? 'late'} class={`plan-day${group.day ? '' : ' late'}`}>
          <h2>
            <Title day={group.day} />
            <span class="plan-day-count">{tn('plan.count', group.items.length)}</span>
          </h2>
          <ul class="plan-cards">
            {group.items.map((item) => (
              <Card key={item.id} item={item} onChange={onChange} />
            ))}
          </ul>
        </section>
      ))}
      {next.value ? (
        <button type="button" class="button" onClick={() => void loadMore()}>
          {t('work.more')}
        </button>
      ) : null}
    </>
  );
}

function Title({ day }: { day: Day | null }) {
  if (!day) return <span>{t('plan.lateTitle')}</span>;
  const { near, date } = dayTitle(day);
  return (
    <span>
      {near ? (
        <>
          {near} <span class="muted">{date}</span>
        </>
      ) : (
        <span class="plan-day-name">{date}</span>
      )}
    </span>
  );
}
