/// What was done for the person on this alert, latest first: how, who agreed, whom one proposed and who was chosen.
import { useEffect } from 'preact/hooks';
import type { ActionTaken } from '../../../api/casework';
import type { AlertDetail } from '../../../api/types';
import { t } from '../../../i18n';
import { dateTime, shortDay } from '../../../i18n/dates';
import { user } from '../../../session/session';
import { actionName, loadCatalogue } from '../catalogue';
import { can, retractAction } from './actions';
import { busy } from './run';

/// `La famille est d’accord : Mme Essai, 12 mars`.
function agreed(action: ActionTaken): string {
  const words = t(`work.agreement.${action.agreement}`);
  const more = [action.agreed_by, action.agreed_on ? shortDay(`${action.agreed_on}T12:00:00Z`) : null]
    .filter(Boolean)
    .join(', ');
  return more ? t('case.agreed', { words, more }) : words;
}

export function ActionsTaken({ alert }: { alert: AlertDetail }) {
  const any = alert.actions.length > 0;
  useEffect(() => {
    if (any) loadCatalogue();
  }, [any]);
  if (!any) return null;
  return (
    <section class="stack-s">
      <h2>{t('case.actions')}</h2>
      <ul class="promises">
        {[...alert.actions].reverse().map((action) => (
          <Line key={action.seq} alert={alert} action={action} />
        ))}
      </ul>
    </section>
  );
}

function Line({ alert, action }: { alert: AlertDetail; action: ActionTaken }) {
  const name = actionName(action.kind);
  const others = action.proposed.filter((one) => one.id !== action.partner?.id).map((one) => one.name);
  const own = action.actor.id === user.value?.id && !action.retracted && can.work(alert);
  return (
    <li class={`promise${action.retracted ? ' over' : ''}`}>
      <p class="row">
        <strong>{action.retracted ? <s>{name}</s> : name}</strong>
        <span class="small">{t(`work.contact.${action.contact}`)}</span>
        {action.retracted ? <span class="tag">{t('case.retracted')}</span> : null}
      </p>
      <p class="small">{agreed(action)}</p>
      {action.partner ? <p class="small">{t('case.withPartner', { name: action.partner.name })}</p> : null}
      {others.length > 0 ? (
        <p class="muted small">{t('case.alsoProposed', { names: others.join(', ') })}</p>
      ) : null}
      {action.text ? <p class="promise-text">{action.text}</p> : null}
      <p class="row muted small">
        <span>
          {action.actor.name} · {dateTime(action.at)}
        </span>
        {own ? (
          <button
            type="button"
            class="button plain"
            aria-disabled={busy.value}
            onClick={() => void retractAction(alert, action)}
          >
            {t('case.retract')}
          </button>
        ) : null}
      </p>
    </li>
  );
}
