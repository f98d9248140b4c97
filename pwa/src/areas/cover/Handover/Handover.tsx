/// The hand-over list of one cover: what is taken up, and, on the way back, what happened meanwhile. It can be printed.

import type { Cover } from '../../../api/cover';
import { type CoverEvent, coverApi, type Handover as Lists } from '../../../api/cover';
import type { Result } from '../../../api/problem';
import { t, tn, wordOr } from '../../../i18n';
import { atHour, dateTime, shortDay } from '../../../i18n/dates';
import { user } from '../../../session/session';
import { Asked, useAsked } from '../../../ui/Asked/Asked';
import { Disclosure } from '../../../ui/Disclosure/Disclosure';
import { Icon } from '../../../ui/Icon/Icon';
import { Empty, Notice } from '../../../ui/Notice/Notice';
import { Heading } from '../../../ui/Page/Page';
import { SeverityTag } from '../../../ui/Severity/Severity';
import { coversAround } from '../load';
import { between, scopeOf, whatIs } from '../words';

type Whole = { cover: Cover | null; lists: Lists; history: CoverEvent[] };

/// Who sets the federation up sees who stands in for whom, not what they have on their desks.
const administrator = () => user.value?.role === 'administrator';
const NOTHING: Lists = { open: [], follow_ups: [], changed: [] };

async function load(id: string): Promise<Result<Whole | null>> {
  const [covers, lists, history] = await Promise.all([
    coversAround(new Date()),
    administrator() ? null : coverApi.handover(id),
    coverApi.history(id),
  ]);
  if (!lists) {
    const cover = covers.ok ? covers.data.items.find((one) => one.id === id) : undefined;
    if (!covers.ok) return covers;
    return {
      ok: true,
      data: cover ? { cover, lists: NOTHING, history: history.ok ? history.data.items : [] } : null,
    };
  }
  if (!lists.ok) {
    return lists.kind === 'problem' && lists.status === 404 ? { ok: true, data: null } : lists;
  }
  return {
    ok: true,
    data: {
      cover: covers.ok ? (covers.data.items.find((one) => one.id === id) ?? null) : null,
      lists: lists.data,
      history: history.ok ? history.data.items : [],
    },
  };
}

export function Handover({ id }: { id: string }) {
  const asking = useAsked(() => load(id), [id]);
  return (
    <>
      <a class="button plain cover-back" href="/suppleance">
        <Icon name="back" />
        {t('cover.back')}
      </a>
      <Heading title={t(administrator() ? 'cover.one' : 'cover.handover')} />
      <Asked of={asking} lines={5}>
        {(whole) => (whole ? <Body whole={whole} /> : <Notice tone="warn">{t('cover.notFound')}</Notice>)}
      </Asked>
    </>
  );
}

function Body({ whole: { cover, lists, history } }: { whole: Whole }) {
  const empty = lists.open.length + lists.follow_ups.length + lists.changed.length === 0;
  return (
    <>
      {cover ? (
        <div class="card stack-s">
          <p class="strong">{whatIs(cover)}</p>
          <p class="muted">{between(cover)}</p>
          <p class="row">
            <span class="tag">{scopeOf(cover)}</span>
            <span class={`tag${cover.state === 'running' ? ' ok' : ''}`}>{t(`cover.${cover.state}`)}</span>
          </p>
          {cover.reason ? <p>{cover.reason}</p> : null}
        </div>
      ) : null}
      {empty && !administrator() ? <Empty title={t('cover.handoverEmpty')} /> : null}
      <Open items={lists.open} />
      <FollowUps items={lists.follow_ups} />
      <Changed items={lists.changed} />
      {empty ? null : (
        <div class="no-print">
          <button type="button" class="button" onClick={() => print()}>
            <Icon name="note" />
            {t('cover.print')}
          </button>
        </div>
      )}
      {history.length > 0 ? <History items={history} /> : null}
    </>
  );
}

function Open({ items }: { items: Lists['open'] }) {
  if (items.length === 0) return null;
  return (
    <section class="stack-s">
      <h2>{t('cover.handoverOpen')}</h2>
      <ul class="cover-lines">
        {items.map((alert) => (
          <li key={alert.id}>
            <a href={`/alertes/${alert.id}`}>
              <SeverityTag severity={alert.severity} />
              <strong>{alert.person.name}</strong>
            </a>
            <p>{alert.sentence}</p>
            <p class="muted small">
              {t(`state.${alert.state}`)} · {alert.owner?.name ?? t('cover.noOwner')}
            </p>
          </li>
        ))}
      </ul>
    </section>
  );
}

function FollowUps({ items }: { items: Lists['follow_ups'] }) {
  if (items.length === 0) return null;
  return (
    <section class="stack-s">
      <h2>{t('cover.handoverFollowUps')}</h2>
      <ul class="cover-lines">
        {items.map((one) => (
          <li key={one.id}>
            <a href={`/personnes/${one.person.id}`}>
              <strong>{one.person.name}</strong>
            </a>
            <p>
              {t(`cover.followUpKind.${one.kind}`)}
              {one.text ? ` : ${one.text}` : ''}
            </p>
            <p class="row muted small">
              {t('cover.due', { date: shortDay(atHour(one.due_on, 12)) })}
              {one.overdue ? <span class="tag bad">{t('cover.late')}</span> : null}
            </p>
          </li>
        ))}
      </ul>
    </section>
  );
}

function Changed({ items }: { items: Lists['changed'] }) {
  if (items.length === 0) return null;
  return (
    <section class="stack-s">
      <h2>{t('cover.handoverChanged')}</h2>
      <ul class="cover-lines">
        {items.map((one) => (
          <li key={one.alert_id}>
            <a href={`/alertes/${one.alert_id}`}>
              <strong>{one.person.name}</strong>
            </a>
            <p>{one.sentence}</p>
            <p class="muted small">
              {t(`state.${one.state}`)} · {tn('cover.events', one.events)}
            </p>
          </li>
        ))}
      </ul>
    </section>
  );
}

function History({ items }: { items: CoverEvent[] }) {
  return (
    <div class="no-print">
      <Disclosure title={t('cover.history')} extra={String(items.length)}>
        <ul class="cover-lines">
          {items.map((event) => (
            <li key={event.at + event.what}>
              <p>
                <strong>{wordOr('cover.what', event.what)}</strong> · {event.actor?.name ?? t('cover.system')}
              </p>
              <p class="muted small">{dateTime(event.at)}</p>
            </li>
          ))}
        </ul>
      </Disclosure>
    </div>
  );
}
