/// The hours of each day of the week. Every field is named by its day, for those who do not see the row it is in.
import { DAYS, type DayName, type Hours, type Span } from '../../../api/settings';
import { t } from '../../../i18n';
import { Icon } from '../../../ui/Icon/Icon';
import { copyMonday, endFromField, nextSpan, toField, weekMinutes } from './hours';

type Props = { hours: Hours; onChange: (hours: Hours) => void };

export function WeekHours({ hours, onChange }: Props) {
  const set = (day: DayName, spans: Span[]) => onChange({ ...hours, [day]: spans });
  const total = weekMinutes(hours);
  const rest = total % 60 === 0 ? '' : ` ${String(total % 60).padStart(2, '0')}`;
  return (
    <section class="stack-s">
      <h2>{t('settings.hours')}</h2>
      <p class="muted small">{t('settings.hoursLead')}</p>
      <ul class="week card">
        {DAYS.map((day) => (
          <li key={day}>
            <DayRow day={day} spans={hours[day]} onChange={(spans) => set(day, spans)} />
          </li>
        ))}
      </ul>
      <p class="row between">
        <span class="strong" role="status">
          {t('settings.week', { hours: `${Math.floor(total / 60)} h${rest}` })}
        </span>
        <button type="button" class="button" onClick={() => onChange(copyMonday(hours))}>
          {t('settings.copy')}
        </button>
      </p>
    </section>
  );
}

type RowProps = { day: DayName; spans: Span[]; onChange: (spans: Span[]) => void };

function DayRow({ day, spans, onChange }: RowProps) {
  const name = t(`settings.day.${day}`);
  const change = (at: number, span: Span) =>
    onChange(spans.map((other, index) => (index === at ? span : other)));
  return (
    <fieldset class="week-day">
      <legend class="strong">{name}</legend>
      <div class="week-spans">
        {spans.length === 0 ? <span class="muted">{t('settings.closed')}</span> : null}
        {spans.map(([from, to], index) => (
          <span key={index} class="week-span">
            <input
              class="input"
              type="time"
              aria-label={t('settings.spanFrom', { day: name, n: index + 1 })}
              value={from}
              onChange={(event) => change(index, [event.currentTarget.value, to])}
            />
            <span aria-hidden="true">–</span>
            <input
              class="input"
              type="time"
              aria-label={t('settings.spanTo', { day: name, n: index + 1 })}
              value={toField(to)}
              onChange={(event) => change(index, [from, endFromField(event.currentTarget.value)])}
            />
            <button
              type="button"
              class="button plain"
              aria-label={t('settings.removeSpan', { day: name, n: index + 1 })}
              onClick={() => onChange(spans.filter((_, other) => other !== index))}
            >
              <Icon name="close" size={18} />
            </button>
          </span>
        ))}
        <button
          type="button"
          class="button plain"
          aria-label={t('settings.addSpanTo', { day: name })}
          onClick={() => onChange([...spans, nextSpan(spans)])}
        >
          <Icon name="plus" size={18} />
          {t('settings.addSpan')}
        </button>
      </div>
    </fieldset>
  );
}
