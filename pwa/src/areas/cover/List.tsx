/// Every cover: running, to come, and, folded, what is over.
import type { Cover } from '../../api/cover';
import { t } from '../../i18n';
import { user } from '../../session/session';
import { Disclosure } from '../../ui/Disclosure/Disclosure';
import { Icon } from '../../ui/Icon/Icon';
import { Empty } from '../../ui/Notice/Notice';
import { grouped } from './draft';
import { between, scopeOf, whatIs } from './words';

type Props = { covers: Cover[]; onEnd: (cover: Cover) => void; onFill: (absence: Cover) => void };

export function List({ covers, onEnd, onFill }: Props) {
  const groups = grouped(covers);
  const cards = (list: Cover[]) => (
    <ul class="cover-cards">
      {list.map((cover) => (
        <li key={cover.id}>
          <Card cover={cover} onEnd={() => onEnd(cover)} onFill={() => onFill(cover)} />
        </li>
      ))}
    </ul>
  );
  return (
    <>
      {groups.running.length + groups.future.length === 0 ? (
        <Empty title={t('cover.none')} more={t('cover.noneMore')} />
      ) : null}
      {groups.running.length > 0 ? (
        <section class="stack-s">
          <h2>{t('cover.running')}</h2>
          {cards(groups.running)}
        </section>
      ) : null}
      {groups.future.length > 0 ? (
        <section class="stack-s">
          <h2>{t('cover.future')}</h2>
          {cards(groups.future)}
        </section>
      ) : null}
      {groups.ended.length > 0 ? (
        <Disclosure title={t('cover.ended')} extra={String(groups.ended.length)}>
          {cards(groups.ended)}
        </Disclosure>
      ) : null}
    </>
  );
}

type CardProps = { cover: Cover; onEnd: () => void; onFill: () => void };

function Card({ cover, onEnd, onFill }: CardProps) {
  const what = whatIs(cover);
  const admin = user.value?.role === 'administrator';
  return (
    <article class={`card cover-card ${cover.state}`}>
      <h3>{what}</h3>
      <p class="muted">{between(cover)}</p>
      <p class="row">
        <span class="tag">{scopeOf(cover)}</span>
        <span class={`tag${cover.origin === 'imposed' ? ' warn' : ''}`}>
          {t(`cover.origin.${cover.origin}`)}
        </span>
        <span class="muted small">{t('cover.byWhom', { name: cover.created_by.name })}</span>
      </p>
      {cover.reason ? <p>{cover.reason}</p> : null}
      <p class="row">
        <a
          class="button"
          href={`/suppleance/${cover.id}`}
          aria-label={t(admin ? 'cover.moreThis' : 'cover.openThis', { what })}
        >
          <Icon name="note" size={18} />
          {t(admin ? 'cover.more' : 'cover.open')}
        </a>
        {cover.kind === 'remove' && cover.state !== 'ended' ? (
          <button type="button" class="button" aria-label={t('cover.fillAbsence', { what })} onClick={onFill}>
            <Icon name="users" size={18} />
            {t('cover.kind.replace')}
          </button>
        ) : null}
        {cover.state === 'ended' ? null : (
          <button
            type="button"
            class="button plain"
            aria-label={t('cover.endThis', { what })}
            onClick={onEnd}
          >
            <Icon name="close" size={18} />
            {t('cover.end')}
          </button>
        )}
      </p>
    </article>
  );
}
