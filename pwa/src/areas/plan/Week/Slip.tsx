/// A follow-up as small as a column: who, what, one day back, one day on. The rest is in the card it opens.
import type { Day, FollowUp } from '../../../api/follow';
import { t } from '../../../i18n';
import { atHour, day as dayName } from '../../../i18n/dates';
import { user } from '../../../session/session';
import { Icon } from '../../../ui/Icon/Icon';
import { showToast } from '../../../ui/Toast/toast';
import { stepDay } from '../days';
import { move, type OnChange } from '../FollowUp/actions';
import { KIND_ICONS } from '../FollowUp/Card';
import { cardId, rescueFocus } from '../focus';
import { isLate } from '../view';

type Way = 'back' | 'on';
type Props = { item: FollowUp; today: Day; onChange: OnChange; onOpen: () => void };

export function Slip({ item, today, onChange, onOpen }: Props) {
  const open = item.state === 'open';
  const back = stepDay(item.due_on, -1);
  const on = stepDay(item.due_on < today ? today : item.due_on, 1);
  const shift = async (day: Day, step: Way) => {
    const why = await move(item, { due_on: day }, onChange);
    if (why) showToast({ text: why, tone: 'bad' });
    // The slip is in another column now, or in another week: the keyboard goes with it as far as it can.
    rescueFocus(`#${cardId(item.id)} [data-step=${step}]`, '.week-grid [data-do=open]', '.week-nav button');
  };
  return (
    <li
      id={cardId(item.id)}
      class={`slip ${item.state}${isLate(item, today) ? ' late' : ''}`}
      draggable={open}
      data-follow={item.id}
      onDragStart={(event) => event.dataTransfer?.setData('text/plain', item.id)}
    >
      <button type="button" class="slip-open" data-do="open" onClick={onOpen}>
        <span class="slip-top">
          <Icon name={open ? KIND_ICONS[item.kind] : 'check'} size={16} />
          <span class="slip-name">{item.person.name}</span>
        </span>
        <span class="slip-text">
          {item.result ? t(`plan.result.${item.result}`) : item.text || t(`plan.kind.${item.kind}`)}
        </span>
        {item.owner && item.owner.id !== user.value?.id ? (
          <span class="slip-owner">{item.owner.name}</span>
        ) : null}
      </button>
      {open ? (
        <span class="slip-bar">
          {back >= today ? (
            <Arrow item={item} day={back} step="back" onShift={shift} />
          ) : (
            <span class="slip-arrow" />
          )}
          {isLate(item, today) ? <span class="small">{dayName(atHour(item.due_on, 12))}</span> : null}
          <Arrow item={item} day={on} step="on" onShift={shift} />
        </span>
      ) : null}
    </li>
  );
}

type ArrowProps = { item: FollowUp; day: Day; step: Way; onShift: (day: Day, step: Way) => Promise<void> };

function Arrow({ item, day, step, onShift }: ArrowProps) {
  return (
    <button
      type="button"
      class="slip-arrow"
      data-step={step}
      aria-label={t('plan.moveTo', { name: item.person.name, day: dayName(atHour(day, 12)) })}
      onClick={() => void onShift(day, step)}
    >
      <Icon name={step === 'back' ? 'back' : 'next'} size={16} />
    </button>
  );
}
