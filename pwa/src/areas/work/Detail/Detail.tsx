/// One alert: the sentence first and what the last owner left word of, then what one can do, what was promised and done, who
/// is around the person, why, the last eight weeks, earlier alerts, and the log.
import { useEffect } from 'preact/hooks';
import type { AlertDetail, Finding } from '../../../api/types';
import { t, wordOr } from '../../../i18n';
import { ago, dateTime, shortDay } from '../../../i18n/dates';
import { user } from '../../../session/session';
import { EmergencyNotice } from '../../../ui/Emergency/Emergency';
import { Icon } from '../../../ui/Icon/Icon';
import { Notice } from '../../../ui/Notice/Notice';
import { Heading, Skeleton } from '../../../ui/Page/Page';
import { SeverityTag } from '../../../ui/Severity/Severity';
import { HistoryChart } from '../Chart/HistoryChart';
import { queue, touched } from '../live';
import { lookWords } from '../presence';
import { isLate } from '../Queue/Row';
import { ActionBar } from './ActionBar';
import { ActionsTaken } from './ActionsTaken';
import './detail.css';
import { Earlier } from './Earlier';
import { FollowUps } from './FollowUps';
import { findingIcon, findingWord } from './finding';
import { closeAlert, open, openAlert } from './open';
import { Surroundings } from './Surroundings';
import { Timeline } from './Timeline';

export function Detail({ id, back }: { id: string; back: string }) {
  useEffect(() => {
    void openAlert(id);
    return () => closeAlert(id);
  }, [id]);
  // The stream said this alert changed: ask for the whole of it, unless the change was our own.
  const news = touched.value;
  useEffect(() => {
    const now = open.value;
    if (news?.id === id && now.kind === 'here' && news.version > now.alert.version) void openAlert(id);
  }, [id, news]);

  const now = open.value;
  const gone = queue.value.gone.has(id);
  return (
    <article class="detail">
      <a class="button plain detail-back" href={back}>
        <Icon name="back" />
        {t('app.back')}
      </a>
      {now.kind === 'here' && now.id === id ? <Here alert={now.alert} gone={gone} /> : null}
      {now.kind === 'loading' || now.kind === 'none' ? <Skeleton lines={5} label={t('app.loading')} /> : null}
      {now.kind === 'missing' ? <Notice tone="warn">{t('work.notFound')}</Notice> : null}
      {now.kind === 'unreachable' ? (
        <Notice tone="bad">
          {t('app.unreachable')}
          <button type="button" class="button" onClick={() => void openAlert(id)}>
            {t('app.retry')}
          </button>
        </Notice>
      ) : null}
    </article>
  );
}

function Here({ alert, gone }: { alert: AlertDetail; gone: boolean }) {
  return (
    <>
      <header class="detail-head">
        <div class="row">
          <SeverityTag severity={alert.severity} />
          <span class={`tag${alert.state === 'taken' ? ' ok' : ''}`}>
            {t(`state.${alert.state}`)}
            {alert.state === 'snoozed' && alert.snoozed_until
              ? ` ${t('work.until', { date: shortDay(alert.snoozed_until) })}`
              : ''}
          </span>
          {alert.escalated ? <span class="tag warn">{t('work.escalated')}</span> : null}
          {gone ? <span class="tag warn">{t('work.moved')}</span> : null}
          <Lookers id={alert.id} />
        </div>
        <div class="detail-name">
          <Heading title={alert.person.name} inWindow={t('work.alerts')} />
          <a class="button plain" href={`/personnes/${alert.person.id}`}>
            {t('work.openFile')}
            <Icon name="next" />
          </a>
        </div>
        <p class="detail-sentence">{alert.sentence}</p>
        <p class="muted small row">
          <Owner alert={alert} />
          <span>{t('work.age', { ago: ago(alert.opened_at, new Date()) })}</span>
          <Due alert={alert} />
        </p>
        <EmergencyNotice />
      </header>
      <Handover alert={alert} />
      <ActionBar alert={alert} />
      <FollowUps alert={alert} />
      <ActionsTaken alert={alert} />
      <Findings findings={alert.findings} />
      <Surroundings alert={alert} />
      <HistoryChart history={alert.history} />
      <Earlier alerts={alert.earlier} />
      <Timeline lines={alert.timeline} findings={alert.findings} />
    </>
  );
}

function Owner({ alert }: { alert: AlertDetail }) {
  const words = alert.owner
    ? alert.owner.id === user.value?.id
      ? t('work.ownerMe')
      : alert.owner.name
    : t('work.noOwner');
  return (
    <span class="alert-fact">
      <Icon name="user" size={14} />
      {words}
    </span>
  );
}

/// The target that counts now: to be taken, and once taken to be acted upon.
function Due({ alert }: { alert: AlertDetail }) {
  const at = alert.state === 'new' ? alert.due_at : alert.act_due_at;
  if (isLate(alert)) return <span class="tag bad">{t('work.overdue')}</span>;
  if (!at || alert.state === 'closed' || alert.state === 'snoozed') return null;
  return <span>{t(alert.state === 'new' ? 'work.due' : 'case.actBefore', { date: dateTime(at) })}</span>;
}

/// Who else has this alert before their eyes. Said once to a screen reader when it changes.
function Lookers({ id }: { id: string }) {
  const words = lookWords(id);
  return (
    <span role="status">
      {words ? (
        <span class="tag look">
          <Icon name="eye" size={14} />
          {words}
        </span>
      ) : null}
    </span>
  );
}

/// What the last owner wanted the next one to know.
function Handover({ alert }: { alert: AlertDetail }) {
  const { handover } = alert;
  if (!handover) return null;
  return (
    <section class="handover" aria-label={t('case.handover')}>
      <p class="strong">
        <Icon name="note" size={16} />
        {t('case.handover')}
      </p>
      <p class="handover-text">{handover.text}</p>
      <p class="muted small">
        {handover.by.name} · {ago(handover.at, new Date())}
      </p>
    </section>
  );
}

function Findings({ findings }: { findings: Finding[] }) {
  if (findings.length === 0) return null;
  return (
    <section class="stack-s">
      <h2>{t('work.why')}</h2>
      <ul class="findings">
        {findings.map((finding) => (
          <li key={finding.id} class={`finding ${finding.severity}`}>
            <span class="row small">
              <SeverityTag severity={finding.severity} />
              <span class="finding-rule">
                <Icon name={findingIcon(finding)} size={16} />
                {findingWord(finding)}
              </span>
              <span class="muted">{dateTime(finding.at)}</span>
              {typeof finding.evidence.asked_by === 'string' ? (
                <span class="muted">
                  {t('case.askedByWho', {
                    who: wordOr('case.asker', finding.evidence.asked_by).toLowerCase(),
                  })}
                </span>
              ) : null}
              {finding.lifted ? <span class="tag">{t('work.lifted')}</span> : null}
            </span>
            {finding.lifted ? <s>{finding.sentence}</s> : <span>{finding.sentence}</span>}
          </li>
        ))}
      </ul>
    </section>
  );
}
