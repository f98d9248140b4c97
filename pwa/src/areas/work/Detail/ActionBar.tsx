/// All actions on one bar; a chosen one unfolds its form under it. Each button shows its key.
import { useEffect, useRef } from 'preact/hooks';
import type { AlertDetail } from '../../../api/types';
import { type Key, t } from '../../../i18n';
import { user } from '../../../session/session';
import { Icon, type IconName } from '../../../ui/Icon/Icon';
import { Notice } from '../../../ui/Notice/Notice';
import { keysOn } from '../keys';
import { ActionForm } from './ActionForm';
import { AssignForm } from './AssignForm';
import { can, reopen, take, wake } from './actions';
import { CloseForm } from './CloseForm';
import { keptText } from './drafts';
import { FollowUpForm } from './FollowUpForm';
import { firstControl } from './firstControl';
import { NoteForm } from './NoteForm';
import { type Form, openForm, refusal } from './open';
import { ReleaseForm } from './ReleaseForm';
import { busy } from './run';
import { SnoozeForm } from './SnoozeForm';

type ButtonProps = {
  icon: IconName;
  word: string;
  hint?: string;
  main?: boolean;
  expanded?: boolean;
  form?: Form;
  onClick: () => void;
};

function BarButton({ icon, word, hint, main = false, expanded, form, onClick }: ButtonProps) {
  return (
    <button
      type="button"
      class={`button${main ? ' main' : ''}`}
      aria-disabled={busy.value}
      aria-expanded={expanded}
      data-form={form}
      aria-keyshortcuts={hint && keysOn.value ? hint : undefined}
      onClick={onClick}
    >
      <Icon name={icon} />
      {word}
      {/* biome-ignore lint/a11y/noAriaHiddenOnFocusable: a kbd takes no focus; aria-keyshortcuts says the key */}
      {hint && keysOn.value ? <kbd aria-hidden="true">{hint}</kbd> : null}
    </button>
  );
}

type FormButton = {
  form: Form;
  icon: IconName;
  word: Key;
  hint?: string;
  only?: (alert: AlertDetail) => boolean;
};

const FORMS: FormButton[] = [
  { form: 'note', icon: 'note', word: 'work.note', hint: 'n' },
  { form: 'action', icon: 'phone', word: 'work.action', hint: 't' },
  { form: 'follow_up', icon: 'flag', word: 'case.followUp', hint: 'f' },
  { form: 'snooze', icon: 'moon', word: 'work.snooze', hint: 'v' },
  { form: 'assign', icon: 'users', word: 'work.assign' },
  { form: 'release', icon: 'undo', word: 'work.release', only: can.release },
  { form: 'close', icon: 'check', word: 'work.close', hint: 'e' },
];

export function ActionBar({ alert }: { alert: AlertDetail }) {
  const form = openForm.value;
  const referent = user.value?.role === 'sector_referent';
  const toggle = (next: Form) => {
    openForm.value = form === next ? null : next;
  };
  const kept = form && keptText(alert.id, form);
  const last = useRef<Form | null>(null);
  const zone = useRef<HTMLDivElement>(null);
  // A form opened by a key must take the keys: its first control gets the focus.
  useEffect(() => {
    if (form && zone.current) firstControl(zone.current)?.focus();
    // Once it closes, back to its button, unless the person has gone elsewhere.
    else if (last.current && document.activeElement === document.body) {
      document.querySelector<HTMLElement>(`[data-form="${last.current}"]`)?.focus();
    }
    last.current = form;
  }, [form]);
  return (
    <section class="action-zone" aria-label={t('work.actions')}>
      <div class="action-bar">
        {can.take(alert) ? (
          <BarButton
            icon="flag"
            word={referent ? t('work.takeBig') : t('work.take')}
            hint="a"
            main
            onClick={() => void take(alert)}
          />
        ) : null}
        {can.wake(alert) ? (
          <BarButton icon="sun" word={t('work.wake')} onClick={() => void wake(alert)} />
        ) : null}
        {can.reopen(alert) ? (
          <BarButton icon="undo" word={t('work.reopen')} main onClick={() => void reopen(alert)} />
        ) : null}
        {can.work(alert)
          ? FORMS.filter(({ only }) => !only || only(alert)).map(({ form: name, icon, word, hint }) => (
              <BarButton
                key={name}
                icon={icon}
                word={t(word)}
                {...(hint ? { hint } : {})}
                form={name}
                expanded={form === name}
                onClick={() => toggle(name)}
              />
            ))
          : null}
      </div>
      {refusal.value ? (
        <Notice tone="bad">
          {refusal.value}
          {kept ? <span>{t('work.textKept')}</span> : null}
        </Notice>
      ) : null}
      {can.work(alert) && form ? (
        <div class="action-form" ref={zone}>
          {form === 'note' ? <NoteForm alert={alert} /> : null}
          {form === 'action' ? <ActionForm alert={alert} /> : null}
          {form === 'follow_up' ? <FollowUpForm alert={alert} /> : null}
          {form === 'release' ? <ReleaseForm alert={alert} /> : null}
          {form === 'snooze' ? <SnoozeForm alert={alert} /> : null}
          {form === 'assign' ? <AssignForm alert={alert} /> : null}
          {form === 'close' ? <CloseForm alert={alert} /> : null}
        </div>
      ) : null}
    </section>
  );
}
