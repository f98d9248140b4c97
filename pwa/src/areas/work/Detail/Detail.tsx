/// One alert: the sentence first, then why, what one can do, the last eight weeks, and the log.
import { useEffect } from 'preact/hooks';
import type { AlertDetail, Finding } from '../../../api/types';
import { t } from '../../../i18n';
import { ago, dateTime, shortDay } from '../../../i18n/dates';
import { user } from '../../../session/session';
import { EmergencyNotice } from '../../../ui/Emergency/Emergency';
import { Icon } from '../../../ui/Icon/Icon';
import { Notice } from '../../../ui/Notice/Notice';
import { Heading, Skeleton } from '../../../ui/Page/Page';
import { SeverityTag } from '../../../ui/Severity/Severity';
import { HistoryChart } from '../Chart/HistoryChart';
import { queue, touched } from '../live';
import { ActionBar } from './ActionBar';
import { closeAlert, open, openAlert } from './actions';
import './detail.css';
import { findingIcon, findingWord } from './finding';
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
          {alert.state === 'new' ? <Due at={alert.due_at} /> : null}
        </p>
        <EmergencyNotice />
      </header>
      <ActionBar alert={alert} />
      <Findings findings={alert.findings} />
      <HistoryChart history={alert.history} />
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

function Due({ at }: { at: string }) {
  const late = Date.parse(at) < Date.now();
  return late ? (
    <span class="tag bad">{t('work.overdue')}</span>
  ) : (
    <span>{t('work.due', { date: dateTime(at) })}</span>
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
              {finding.lifted ? <span class="tag">{t('work.lifted')}</span> : null}
            </span>
            {finding.lifted ? <s>{finding.sentence}</s> : <span>{finding.sentence}</span>}
          </li>
        ))}
      </ul>
    </section>
  );
}
