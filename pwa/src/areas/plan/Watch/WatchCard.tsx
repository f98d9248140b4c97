/// A watch: why, since when, where on the ladder, and what comes next.
import type { FollowUp, Watch } from '../../../api/follow';
import { t } from '../../../i18n';
import { pastDay } from '../../../i18n/dates';
import { user } from '../../../session/session';
import { Disclosure } from '../../../ui/Disclosure/Disclosure';
import { Icon } from '../../../ui/Icon/Icon';
import type { OnChange } from '../FollowUp/actions';
import { Card } from '../FollowUp/Card';
import { GiveForm } from '../FollowUp/GiveForm';
import { Opening } from '../Opening';
import { give, type OnWatch } from './actions';
import { Ladder } from './Ladder';
import { CadenceForm, EndForm } from './WatchForms';
import './watch.css';

type Props = {
  watch: Watch;
  /// In the person's own file the name goes without saying, and the next follow-up stands beside.
  inFile?: boolean;
  onWatch: OnWatch;
  onFollowUp: OnChange;
};

export function WatchCard({ watch, inFile = false, onWatch, onFollowUp }: Props) {
  const about = watch.person.name;
  return (
    <div class={inFile ? 'stack-s' : 'watch card stack-s'}>
      {inFile ? null : (
        <p class="follow-top">
          <a class="follow-name" href={`/personnes/${watch.person.id}`}>
            {about}
          </a>
          <Owner watch={watch} />
        </p>
      )}
      <p>{watch.why}</p>
      <p class="small muted">
        {t('plan.watchSince', { date: pastDay(watch.since) })}
        {inFile ? <Owner watch={watch} /> : null}
      </p>
      <Ladder watch={watch} />
      {watch.ended_at ? <Ended watch={watch} /> : null}
      {watch.next && !inFile ? <Next next={watch.next} onFollowUp={onFollowUp} /> : null}
      {watch.ended_at ? null : (
        <div class="row">
          <Opening label={t('plan.cadenceChange')} about={about} look="plain" icon="level">
            {(close) => <CadenceForm watch={watch} onChange={onWatch} onClose={close} />}
          </Opening>
          <Opening label={t('plan.give')} about={about} look="plain" icon="user">
            {(close) => (
              <GiveForm item={watch} onGive={(owner) => give(watch, owner, onWatch)} onClose={close} />
            )}
          </Opening>
          <Opening label={t('plan.watchEnd')} about={about} look="plain" icon="close">
            {(close) => <EndForm watch={watch} onChange={onWatch} onClose={close} />}
          </Opening>
        </div>
      )}
      <Disclosure title={t('plan.steps')} extra={String(watch.steps.length)}>
        <ol class="stack-s">
          {[...watch.steps].reverse().map((step) => (
            <li key={`${step.at}${step.to}`} class="small">
              <strong>
                {step.from ? `${t(`plan.cadence.${step.from}`)} → ` : ''}
                {t(`plan.cadence.${step.to}`)}
              </strong>{' '}
              <span class="muted">
                {pastDay(step.at)} · {step.by?.name ?? t('timeline.system')}
              </span>
              <br />
              {step.why}
            </li>
          ))}
        </ol>
      </Disclosure>
    </div>
  );
}

function Owner({ watch }: { watch: Watch }) {
  if (!watch.owner) return <span class="tag warn">{t('plan.nobody')}</span>;
  if (watch.owner.id === user.value?.id) return null;
  return (
    <span class="alert-fact muted small">
      {' '}
      <Icon name="user" size={14} />
      {watch.owner.name}
    </span>
  );
}

function Ended({ watch }: { watch: Watch }) {
  return (
    <p>
      <span class="tag">{t('plan.watchOver')}</span> {watch.end_reason}
    </p>
  );
}

const Next = ({ next, onFollowUp }: { next: FollowUp; onFollowUp: OnChange }) => (
  <Card as="div" item={next} nameless dated onChange={onFollowUp} />
);
