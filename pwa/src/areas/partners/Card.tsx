/// One partner: who, where, when, and how to reach them.
import type { Partner } from '../../api/partners';
import { t } from '../../i18n';
import { me } from '../../session/session';
import { Icon } from '../../ui/Icon/Icon';
import { type Kinds, kindName } from './PartnersArea';

type Props = { partner: Partner; kinds: Kinds; onEdit: () => void; onArchive: () => void };

export function Card({ partner, kinds, onEdit, onArchive }: Props) {
  const { name, archived } = partner;
  return (
    <article class="card partners-card">
      <header class="stack-s">
        <h2>{name}</h2>
        <p class="row">
          <span class="tag">{kindName(kinds, partner.kind)}</span>
          {archived ? <span class="tag warn">{t('partners.archived')}</span> : null}
          <span class="muted small">{where(partner)}</span>
        </p>
      </header>
      {partner.contact_name ? <p>{partner.contact_name}</p> : null}
      {partner.availability ? <p class="muted small">{partner.availability}</p> : null}
      {partner.note ? <p class="small">{partner.note}</p> : null}
      {partner.phone || partner.email ? (
        <p class="partners-reach">
          {partner.phone ? (
            <a
              class="button"
              href={`tel:${partner.phone.replace(/[^+\d]/g, '')}`}
              aria-label={t('partners.call', { phone: partner.phone })}
            >
              <Icon name="phone" size={18} />
              {partner.phone}
            </a>
          ) : null}
          {partner.email ? (
            <a class="partners-mail" href={`mailto:${partner.email}`}>
              {partner.email}
            </a>
          ) : null}
        </p>
      ) : null}
      <footer class="row">
        {archived ? null : (
          <button
            type="button"
            class="button plain"
            aria-label={t('partners.editThis', { name })}
            onClick={onEdit}
          >
            <Icon name="edit" size={18} />
            {t('partners.edit')}
          </button>
        )}
        <button
          type="button"
          class="button plain"
          aria-label={archived ? t('partners.restoreThis', { name }) : t('partners.archiveThis', { name })}
          onClick={onArchive}
        >
          <Icon name={archived ? 'undo' : 'close'} size={18} />
          {archived ? t('partners.restore') : t('partners.archive')}
        </button>
      </footer>
    </article>
  );
}

function where({ sector_ids, area }: Partner): string {
  const names = (me.value?.sectors ?? []).filter(({ id }) => sector_ids.includes(id)).map(({ name }) => name);
  const sectors = sector_ids.length === 0 ? t('partners.everywhere') : names.join(', ');
  return [sectors, area].filter(Boolean).join(' · ');
}
