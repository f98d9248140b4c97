/// The promises about an alert: the open ones with what one can do with each, then what became of the others.
import { useState } from 'preact/hooks';
import type { FollowUp } from '../../../api/casework';
import type { AlertDetail } from '../../../api/types';
import { t, tn } from '../../../i18n';
import { ago, day, shortDay } from '../../../i18n/dates';
import { Icon } from '../../../ui/Icon/Icon';
import { DoneForm } from './DoneForm';
import { cancelFollowUp, inOrder, isMine } from './followUps';
import { PostponeForm } from './PostponeForm';
import { busy } from './run';

export function FollowUps({ alert }: { alert: AlertDetail }) {
  const list = inOrder(alert.follow_ups);
  if (list.length === 0) return null;
  return (
    <section class="stack-s">
      <h2>{t('case.followUps')}</h2>
      <ul class="promises">
        {list.map((one) =>
          one.state === 'open' ? (
            <Promised key={one.id} alert={alert} one={one} />
          ) : (
            <li key={one.id} class="promise over">
              <p>
                <s class="hidden">{t(`case.followUp.state.${one.state}`)}</s>
                {t(`triage.followUp.${one.kind}`)} · {shortDay(one.due_at)} ·{' '}
                <strong>
                  {one.result ? t(`case.result.${one.result}`) : t(`case.followUp.state.${one.state}`)}
                </strong>
              </p>
              {one.result_text ? <p class="small">{one.result_text}</p> : null}
              <p class="muted small">
                {one.closed_by?.name} {one.closed_at ? `· ${ago(one.closed_at, new Date())}` : ''}
              </p>
            </li>
          ),
        )}
      </ul>
    </section>
  );
}

function Promised({ alert, one }: { alert: AlertDetail; one: FollowUp }) {
  const [form, setForm] = useState<'done' | 'postpone' | null>(null);
  const close = () => setForm(null);
  const toggle = (next: 'done' | 'postpone') => setForm(form === next ? null : next);
  return (
    <li class={`promise${one.overdue ? ' late' : ''}`}>
      <p class="row">
        <Icon name="flag" size={16} />
        <strong>{t(`triage.followUp.${one.kind}`)}</strong>
        <span>{day(one.due_at)}</span>
        {one.overdue ? <span class="tag bad">{t('case.late')}</span> : null}
        {one.postponed > 0 ? <span class="tag">{tn('case.postponed', one.postponed)}</span> : null}
        <span class="muted small">
          {isMine(one) ? t('work.ownerMe') : (one.owner?.name ?? t('work.noOwner'))}
        </span>
      </p>
      {one.text ? <p class="promise-text">{one.text}</p> : null}
      <div class="row">
        <button
          type="button"
          class="button"
          aria-expanded={form === 'done'}
          aria-disabled={busy.value}
          onClick={() => toggle('done')}
        >
          <Icon name="check" size={16} />
          {t('case.markDone')}
        </button>
        <button
          type="button"
          class="button"
          aria-expanded={form === 'postpone'}
          aria-disabled={busy.value}
          onClick={() => toggle('postpone')}
        >
          <Icon name="clock" size={16} />
          {t('case.postpone')}
        </button>
        <button
          type="button"
          class="button plain"
          aria-disabled={busy.value}
          onClick={() => void cancelFollowUp(alert, one)}
        >
          {t('case.drop')}
        </button>
      </div>
      {form === 'done' ? <DoneForm alert={alert} one={one} onClose={close} /> : null}
      {form === 'postpone' ? <PostponeForm alert={alert} one={one} onClose={close} /> : null}
    </li>
  );
}
