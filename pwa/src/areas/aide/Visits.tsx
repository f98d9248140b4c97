/// "Mes visites": the current visit opens with its form, the others are one tap away.
import { useRef } from 'preact/hooks';
import { useLocation } from 'preact-iso';
import type { Visit } from '../../api/types';
import { t } from '../../i18n';
import { dateTime, day, nearDay, time } from '../../i18n/dates';
import { entries } from '../../outbox/outbox';
import { user } from '../../session/session';
import { Icon } from '../../ui/Icon/Icon';
import { Empty, Notice } from '../../ui/Notice/Notice';
import { Heading, Skeleton } from '../../ui/Page/Page';
import { visits } from './cache';
import { type Day, plan } from './plan';
import { RatingForm } from './RatingForm/RatingForm';
import { standingOf } from './standing';

function useIsOwn(): (visit: Visit) => boolean {
  const id = user.value?.id;
  return (visit) => !visit.aide || visit.aide.id === id;
}

export function Visits() {
  const cached = visits.value.value;
  const all = entries.value;
  // A refused one is not to be rated again from here: its page says what to do.
  const rated = (visit: Visit) => standingOf(visit, all) !== 'open';
  const own = useIsOwn();
  const items = cached.state === 'here' ? cached.items.filter(own) : [];
  const found = plan(items, rated, new Date());
  // Once open, a form stays open until it is saved, even if its hour passes.
  const kept = useRef<string | null>(null);
  const held = items.find((visit) => visit.id === kept.current && !rated(visit));
  const current = held ?? found.current;
  kept.current = current?.id ?? null;
  return (
    <>
      {current ? <Current key={current.id} visit={current} /> : <Heading title={t('aide.visits')} />}
      {cached.state === 'loading' ? <Skeleton tall label={t('app.loading')} /> : null}
      {cached.state === 'missing' ? <Notice tone="warn">{t('aide.visitsFailed')}</Notice> : null}
      {found.next && !current ? (
        <section class="stack-s">
          <h2>{t('aide.next')}</h2>
          <Row visit={found.next} first />
        </section>
      ) : null}
      {cached.state === 'here' && items.length === 0 ? <Empty title={t('aide.noVisits')} /> : null}
      {found.days.map((group) => (
        <DayList key={group.day} group={group} skip={current?.id} />
      ))}
      <a class="button" href="/visite-libre">
        <Icon name="plus" />
        {t('aide.freeVisit')}
      </a>
      {cached.state === 'here' ? (
        <p class="muted small">{t('aide.visitsOffline', { date: dateTime(cached.at) })}</p>
      ) : null}
    </>
  );
}

function Current({ visit }: { visit: Visit }) {
  const { route } = useLocation();
  return (
    <section class="stack-s">
      <VisitHead visit={visit} />
      <RatingForm
        target={{ slot: `visit:${visit.id}`, person: visit.person, visit, correction: null }}
        onSaved={(entry) => route(`/envois/${entry.id}`)}
      />
    </section>
  );
}

export function VisitHead({ visit }: { visit: Visit }) {
  return (
    <div class="visit-head">
      <Heading title={t('aide.visitAt', { name: visit.person.name })} inWindow={t('aide.visits')} />
      <p class="muted small">
        {dayName(visit.starts_at)},{' '}
        {t('aide.between', { from: time(visit.starts_at), to: time(visit.ends_at) })}
      </p>
    </div>
  );
}

function dayName(date: string): string {
  const near = nearDay(date, new Date());
  return near === 'other' ? day(date) : t(`day.${near}`);
}

function DayList({ group, skip }: { group: Day; skip?: string | undefined }) {
  const shown = group.visits.filter((visit) => visit.id !== skip);
  const [first] = shown;
  if (!first) return null;
  return (
    <section class="stack-s">
      <h2>{dayName(first.starts_at)}</h2>
      <ul class="stack-s">
        {shown.map((visit) => (
          <li key={visit.id}>
            <Row visit={visit} />
          </li>
        ))}
      </ul>
    </section>
  );
}

function Row({ visit, first = false }: { visit: Visit; first?: boolean }) {
  const standing = standingOf(visit, entries.value);
  const mine = entries.value.findLast((entry) => entry.rating.visit_id === visit.id);
  const begun = Date.parse(visit.starts_at) <= Date.now();
  const inside = (
    <>
      <span class="visit-row-time">{time(visit.starts_at)}</span>
      <span class="visit-row-name">{visit.person.name}</span>
      {visit.status === 'cancelled' ? <span class="tag">{t('aide.cancelled')}</span> : null}
      {standing === 'rated' ? (
        <span class="tag ok">
          <Icon name="check" size={14} />
          {t('aide.rated')}
        </span>
      ) : null}
      {standing === 'refused' ? (
        <span class="tag bad">
          <Icon name="alert" size={14} />
          {t('aide.state.rejected')}
        </span>
      ) : null}
      {standing === 'open' && begun && visit.status !== 'cancelled' ? (
        <span class="tag warn">{t('aide.toRate')}</span>
      ) : null}
    </>
  );
  // Rated on another phone: nothing to open here.
  if (standing === 'rated' && !mine) return <div class="visit-row">{inside}</div>;
  return (
    <a class={`visit-row${first ? ' first' : ''}`} href={mine ? `/envois/${mine.id}` : `/visite/${visit.id}`}>
      {inside}
      <Icon name="next" />
    </a>
  );
}
