/// One follow-up: for whom, what, and what one can do about it. Used by the planner, the watch and a person's file.
import { useEffect, useRef, useState } from 'preact/hooks';
import type { FollowUp, FollowUpKind } from '../../../api/follow';
import { t, tn } from '../../../i18n';
import { dayKey, pastDay } from '../../../i18n/dates';
import { user } from '../../../session/session';
import { Icon, type IconName } from '../../../ui/Icon/Icon';
import { daysLate } from '../days';
import { cardId } from '../focus';
import { busy } from '../step';
import { isLate } from '../view';
import { dayWord, give, type OnChange, reopen } from './actions';
import { CancelForm } from './CancelForm';
import { DoneForm } from './DoneForm';
import './follow-up.css';
import { GiveForm } from './GiveForm';
import { MoveForm } from './MoveForm';

export const KIND_ICONS: Record<FollowUpKind, IconName> = {
  call: 'phone',
  visit: 'home',
  check: 'eye',
  other: 'note',
};

export type CardForm = 'done' | 'move' | 'give' | 'cancel';
const BUTTONS = [
  { form: 'done', word: 'plan.done', icon: 'check', key: 'e' },
  { form: 'move', word: 'plan.move', icon: 'clock', key: 'v' },
  { form: 'give', word: 'plan.give', icon: 'user', key: '' },
  { form: 'cancel', word: 'plan.cancel', icon: 'close', key: '' },
] as const;

type Props = {
  item: FollowUp;
  onChange: OnChange;
  /// In a person's own file the name goes without saying.
  nameless?: boolean;
  /// Where no heading says the day.
  dated?: boolean;
  as?: 'li' | 'div';
};

export function Card({ item, onChange, nameless = false, dated = false, as: Tag = 'li' }: Props) {
  const [form, setForm] = useState<CardForm | null>(null);
  const card = useRef<HTMLElement>(null);
  const had = useRef(false);
  // Once a form closes, the keyboard is back on its card.
  useEffect(() => {
    if (had.current && !form) card.current?.focus();
    had.current = form !== null;
  }, [form]);
  const open = item.state === 'open';
  const shut = () => setForm(null);
  const shared = { item, onChange, onClose: shut };
  return (
    <Tag
      id={Tag === 'li' ? cardId(item.id) : undefined}
      ref={card as never}
      tabIndex={-1}
      class={`follow ${item.state}`}
      data-follow={Tag === 'li' ? item.id : undefined}
      onKeyDown={(event: KeyboardEvent) => {
        if (event.key !== 'Escape' || !form) return;
        event.preventDefault();
        shut();
      }}
    >
      <Facts item={item} nameless={nameless} dated={dated} />
      {open ? (
        <div class="follow-bar">
          {BUTTONS.map(({ form: name, word, icon, key }) => (
            <button
              key={name}
              type="button"
              class={`button${name === 'done' ? ' main' : name === 'move' ? '' : ' plain'}`}
              data-do={name}
              aria-expanded={form === name}
              aria-disabled={busy.value}
              onClick={() => setForm(form === name ? null : name)}
            >
              <Icon name={icon} size={18} />
              {t(word)}
              <span class="hidden">{`, ${item.person.name}`}</span>
              {key && !nameless ? <kbd>{key}</kbd> : null}
            </button>
          ))}
        </div>
      ) : (
        <Closed item={item} onChange={onChange} />
      )}
      {open && form ? (
        <div class="follow-form">
          {form === 'done' ? <DoneForm {...shared} /> : null}
          {form === 'move' ? <MoveForm {...shared} /> : null}
          {form === 'give' ? (
            <GiveForm item={item} onGive={(owner) => give(item, owner, onChange)} onClose={shut} />
          ) : null}
          {form === 'cancel' ? <CancelForm {...shared} /> : null}
        </div>
      ) : null}
    </Tag>
  );
}

function Facts({ item, nameless, dated }: { item: FollowUp; nameless: boolean; dated: boolean }) {
  const today = dayKey(new Date());
  const late = isLate(item, today);
  return (
    <>
      <p class="follow-top">
        <span class="follow-kind">
          <Icon name={KIND_ICONS[item.kind]} size={18} />
          {t(`plan.kind.${item.kind}`)}
        </span>
        {nameless ? null : (
          <a class="follow-name" href={`/personnes/${item.person.id}`}>
            {item.person.name}
          </a>
        )}
        {dated || late ? <span class="follow-day">{dayWord(item.due_on)}</span> : null}
        {late ? <span class="tag bad">{tn('plan.late', daysLate(item.due_on, today))}</span> : null}
        {item.watch_id ? <span class="tag">{t('plan.watch')}</span> : null}
      </p>
      {item.text ? <p class="follow-text">{item.text}</p> : null}
      <p class="follow-facts">
        {item.owner && item.owner.id !== user.value?.id ? (
          <span class="alert-fact">
            <Icon name="user" size={14} />
            {item.owner.name}
          </span>
        ) : null}
        {item.owner ? null : <span class="tag warn">{t('plan.nobody')}</span>}
        {item.postponed > 0 ? <span>{tn('plan.postponed', item.postponed)}</span> : null}
        {item.alert_id ? <a href={`/alertes/${item.alert_id}`}>{t('plan.alert')}</a> : null}
      </p>
    </>
  );
}

function Closed({ item, onChange }: { item: FollowUp; onChange: OnChange }) {
  const [refusal, setRefusal] = useState<string | null>(null);
  return (
    <div class="follow-closed">
      <p>
        <span class={`tag${item.state === 'done' ? ' ok' : ''}`}>
          <Icon name={item.state === 'done' ? 'check' : 'close'} size={14} />
          {item.result ? t(`plan.result.${item.result}`) : t('plan.state.cancelled')}
        </span>{' '}
        <span class="muted small">
          {[item.closed_by?.name, item.closed_at ? pastDay(item.closed_at) : ''].filter(Boolean).join(' · ')}
        </span>
      </p>
      {item.result_text ? <p class="follow-text">{item.result_text}</p> : null}
      <button type="button" class="button plain" onClick={() => void reopen(item, onChange).then(setRefusal)}>
        <Icon name="undo" size={18} />
        {t('plan.reopen')}
        <span class="hidden">{`, ${item.person.name}`}</span>
      </button>
      {refusal ? (
        <p class="error small" role="alert">
          {refusal}
        </p>
      ) : null}
    </div>
  );
}
