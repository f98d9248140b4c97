/// The file of a person: consent, eight weeks, absences, and every alert with how it ended.
import { useEffect, useState } from 'preact/hooks';
import { useRoute } from 'preact-iso';
import { api } from '../../api/client';
import type { PersonFile } from '../../api/types';
import { t } from '../../i18n';
import { shortDay } from '../../i18n/dates';
import { person } from '../../i18n/person/fr';
import { me } from '../../session/session';
import { EmergencyNotice } from '../../ui/Emergency/Emergency';
import { Icon } from '../../ui/Icon/Icon';
import { Notice } from '../../ui/Notice/Notice';
import { Heading, Skeleton } from '../../ui/Page/Page';
import { SeverityTag } from '../../ui/Severity/Severity';
import { HistoryChart } from '../work/Chart/HistoryChart';
import { Absences } from './Absences/Absences';
import './person.css';

/// What this area says, in both languages.
export const words = [{ fr: person, en: () => import('../../i18n/person/en').then((chunk) => chunk.person) }];

type State = { kind: 'loading' | 'missing' | 'unreachable' } | { kind: 'here'; file: PersonFile };

export function PersonArea() {
  const { id = '' } = useRoute().params;
  const [state, setState] = useState<State>({ kind: 'loading' });
  const load = async () => {
    const answer = await api.person(id);
    if (answer.ok) setState({ kind: 'here', file: answer.data });
    // What is on screen stays there: asking again after a change may fail on a bad line.
    else if (state.kind !== 'here')
      setState({ kind: answer.kind === 'problem' && answer.status === 404 ? 'missing' : 'unreachable' });
  };
  useEffect(() => {
    setState({ kind: 'loading' });
    void load();
  }, [id]);
  return (
    <main id="main" class="person stack">
      <a class="button plain person-back" href="/alertes">
        <Icon name="back" />
        {t('work.alerts')}
      </a>
      {state.kind === 'loading' ? <Skeleton lines={5} label={t('app.loading')} /> : null}
      {state.kind === 'missing' ? <Notice tone="warn">{t('person.notFound')}</Notice> : null}
      {state.kind === 'unreachable' ? (
        <Notice tone="bad">
          {t('app.unreachable')}
          <button type="button" class="button" onClick={() => void load()}>
            {t('app.retry')}
          </button>
        </Notice>
      ) : null}
      {state.kind === 'here' ? <File file={state.file} reload={load} /> : null}
    </main>
  );
}

function File({ file, reload }: { file: PersonFile; reload: () => Promise<void> }) {
  const sector = me.value?.sectors.find((other) => other.id === file.sector_id)?.name;
  const { coordination, given_by, at } = file.consent;
  return (
    <>
      <header>
        <Heading title={t('person.fileOf', { name: file.name })} inWindow={t('work.openFile')} />
        <p class="muted">{sector}</p>
      </header>
      <EmergencyNotice />
      <section class="card stack-s">
        <h2>{t('work.consent')}</h2>
        <p class="row">
          <span class={`tag ${coordination === 'accepted' ? 'ok' : 'warn'}`}>
            {t(`work.consent.${coordination}`)}
          </span>
          {given_by && at ? (
            <span class="muted small">{t('work.consentBy', { name: given_by, date: shortDay(at) })}</span>
          ) : null}
        </p>
      </section>
      <HistoryChart history={file.history} />
      <Absences person={file.id} absences={file.history.absences} onChange={reload} />
      <section class="stack-s">
        <h2>{t('person.earlier')}</h2>
        {file.alerts.length === 0 ? <p class="muted">{t('person.noEarlier')}</p> : null}
        <ul class="stack-s">
          {file.alerts.map((alert) => (
            <li key={alert.id} class="card">
              <p class="row">
                <SeverityTag severity={alert.severity} />
                <span class="tag">{t(`state.${alert.state}`)}</span>
                {alert.outcome ? <span class="tag ok">{t(`work.outcome.${alert.outcome}`)}</span> : null}
                <span class="muted small">
                  {shortDay(alert.opened_at)}
                  {alert.closed_at ? ` – ${shortDay(alert.closed_at)}` : ''}
                </span>
              </p>
              <p>
                <a class="person-alert" href={`/alertes/${alert.id}`}>
                  {alert.sentence}
                </a>
              </p>
            </li>
          ))}
        </ul>
      </section>
    </>
  );
}
