/// After saving: on this phone, then sent. Also one visit of the outbox seen up close.
import { AXES } from '../../api/types';
import { label, t } from '../../i18n';
import { dateTime } from '../../i18n/dates';
import { entries, markSeen, retry } from '../../outbox/outbox';
import type { Entry } from '../../outbox/types';
import { me } from '../../session/session';
import { Face } from '../../ui/Face/Face';
import { Icon, type IconName } from '../../ui/Icon/Icon';
import { Notice } from '../../ui/Notice/Notice';
import { Heading } from '../../ui/Page/Page';
import { correctable } from './correctable';

type Look = { icon: IconName; title: string; more: string };

function look(entry: Entry): Look {
  if (entry.state === 'acknowledged')
    return { icon: 'check', title: t('aide.sent'), more: t('aide.sentMore') };
  if (entry.state === 'rejected') {
    return { icon: 'alert', title: t('aide.savedRefused'), more: t('aide.refusedHelp') };
  }
  if (entry.state === 'withdrawn') return { icon: 'edit', title: t('aide.corrected'), more: '' };
  const more = entry.state === 'auth' ? t('aide.state.auth') : t('aide.savedHereMore');
  return { icon: 'check', title: t('aide.savedHere'), more };
}

export function Saved({ id }: { id: string }) {
  const entry = entries.value.find((item) => item.id === id);
  if (!entry) {
    return (
      <>
        <Notice>{t('aide.notFound')}</Notice>
        <a class="button" href="/">
          {t('aide.backToVisits')}
        </a>
      </>
    );
  }
  const { icon, title, more } = look(entry);
  const can = correctable(entry, entries.value, new Date());
  return (
    <>
      <div class={`saved ${entry.state}`}>
        <span class="saved-mark">
          <Icon name={icon} size={48} />
        </span>
        <Heading key={title} title={title} />
        <p role="status">{more}</p>
      </div>
      {entry.state === 'rejected' ? <Refused entry={entry} /> : null}
      {entry.marked ? (
        <Notice tone="warn">{t(entry.marked === 'future' ? 'aide.markedFuture' : 'aide.markedOld')}</Notice>
      ) : null}
      <a class="button main big" href="/">
        {t('aide.nextVisit')}
      </a>
      {can ? (
        <a class="button" href={`/envois/${entry.id}/corriger`}>
          <Icon name="edit" />
          {t('aide.correct')}
        </a>
      ) : null}
      {can ? <p class="muted small">{t('aide.correctUntil')}</p> : null}
      <Recap entry={entry} />
    </>
  );
}

export function Refused({ entry }: { entry: Entry }) {
  return (
    <Notice tone="bad">
      {entry.problem ? t('aide.refusedWhy', { reason: entry.problem.detail || entry.problem.title }) : null}
      <div class="row">
        <button type="button" class="button" onClick={() => void retry(entry.id)}>
          {t('aide.sendAgain')}
        </button>
        <a class="button" href="/telephone">
          {t('aide.helpTitle')}
        </a>
        {entry.seen ? null : (
          <button type="button" class="button" onClick={() => void markSeen(entry.id)}>
            {t('aide.seen')}
          </button>
        )}
      </div>
    </Notice>
  );
}

function Recap({ entry }: { entry: Entry }) {
  const signs = me.value?.signs.filter((sign) => entry.rating.signs.includes(sign.id)) ?? [];
  return (
    <section class="card stack-s">
      <h2>{t('aide.recap')}</h2>
      <p class="muted">
        {entry.person_name}, {dateTime(entry.rating.visited_at)}
      </p>
      <dl class="recap">
        {AXES.map((axis) => {
          const score = entry.rating.scores[axis];
          return [
            <dt key={`${axis}-t`}>{t(`axis.${axis}`)}</dt>,
            <dd key={`${axis}-d`}>
              {score ? <Face score={score} size={24} /> : null}
              {score ? t(`face.${score}`) : t('aide.notSaid')}
            </dd>,
          ];
        })}
      </dl>
      {signs.length > 0 ? (
        <ul class="row">
          {signs.map((sign) => (
            <li key={sign.id} class="tag">
              {label(sign.label)}
            </li>
          ))}
        </ul>
      ) : null}
      {entry.rating.note ? <p class="quote">{entry.rating.note}</p> : null}
    </section>
  );
}
