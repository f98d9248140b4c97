/// What else wants a call: late promises, persons and phones one hears nothing of, colleagues no push reaches.
import type { LateFollowUp, SilentPerson, SilentPhone, Unreachable } from '../../api/sector';
import { t, tn, wordOr } from '../../i18n';
import { atHour, dateTime, pastDay, shortDay } from '../../i18n/dates';
import { Icon } from '../../ui/Icon/Icon';
import { Part } from './Part';

export function Late({ items }: { items: LateFollowUp[] }) {
  return (
    <Part id="en-retard" title={t('sector.late')} count={items.length} none={t('sector.lateNone')}>
      <ul class="sector-lines">
        {items.map((one) => (
          <li key={one.id}>
            <a class="sector-line" href={`/personnes/${one.person.id}`}>
              <span>
                <strong>{one.person.name}</strong>
                <span class="sector-line-more">
                  {wordOr('sector.lateKind', one.kind)} · {one.owner?.name ?? t('sector.noOwner')}
                </span>
                <span class="sector-line-more">
                  {t('sector.lateDue', { date: shortDay(atHour(one.due_on, 12)) })}
                </span>
              </span>
              <Icon name="next" size={18} />
            </a>
          </li>
        ))}
      </ul>
      <a class="sector-more" href="/suivis">
        {t('sector.planner')}
        <Icon name="next" size={18} />
      </a>
    </Part>
  );
}

export function Silent({ items }: { items: SilentPerson[] }) {
  return (
    <Part
      id="sans-nouvelles"
      title={t('sector.silent')}
      count={items.length}
      none={t('sector.silentNone')}
      more={t('sector.silentMore')}
    >
      <ul class="stack-s">
        {items.map(({ person, phone, last_rated_at, days }) => (
          <li key={person.id} class="card stack-s">
            <p>
              <strong class="sector-name">{person.name}</strong>
              <span class="sector-line-more">
                {last_rated_at ? tn('sector.lastRated', days) : t('sector.neverRated')}
              </span>
            </p>
            {phone ? (
              <a
                class="button main big"
                href={`tel:${phone.replace(/[^+\d]/g, '')}`}
                aria-label={t('sector.callThis', { name: person.name, phone })}
              >
                <Icon name="phone" />
                {t('sector.call')}
              </a>
            ) : (
              <p class="muted small">{t('sector.noPhone')}</p>
            )}
            <a
              class="button"
              href={`/personnes/${person.id}`}
              aria-label={t('sector.fileOf', { name: person.name })}
            >
              {t('sector.file')}
              <Icon name="next" size={18} />
            </a>
          </li>
        ))}
      </ul>
    </Part>
  );
}

export function SilentPhones({ items }: { items: SilentPhone[] }) {
  return (
    <Part
      id="telephones"
      title={t('sector.phones')}
      count={items.length}
      none={t('sector.phonesNone')}
      more={t('sector.phonesMore')}
    >
      <ul class="sector-lines">
        {items.map(({ aide, last_seen_at }) => (
          <li key={aide.id} class="sector-line">
            <span>
              <strong>{aide.name}</strong>
              <span class="sector-line-more">
                {last_seen_at
                  ? t('sector.lastSeen', { date: dateTime(last_seen_at) })
                  : t('sector.neverSeen')}
              </span>
            </span>
          </li>
        ))}
      </ul>
    </Part>
  );
}

/// Nothing to say when everybody can be reached: it is the rule. Said before anything was missed.
export function OutOfReach({ items }: { items: Unreachable[] }) {
  if (items.length === 0) return null;
  return (
    <Part
      id="sans-notifications"
      title={t('sector.unreachable')}
      count={items.length}
      none=""
      more={t('sector.unreachableMore')}
    >
      <ul class="sector-lines">
        {items.map(({ id, name, role, why, since }) => (
          <li key={id} class="sector-line">
            <span>
              <strong>{name}</strong>
              <span class="sector-line-more">{t(`role.${role}`)}</span>
              <span class="sector-line-more">
                {wordOr('sector.why', why)}
                {since ? ` ${t('sector.whySince', { date: pastDay(since) })}` : ''}
              </span>
            </span>
          </li>
        ))}
      </ul>
    </Part>
  );
}
