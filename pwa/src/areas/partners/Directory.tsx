/// The directory: search, cards, and what one does to a card.
import { useState } from 'preact/hooks';
import { useLocation } from 'preact-iso';
import { type Partner, partnersApi } from '../../api/partners';
import { t, tn } from '../../i18n';
import { me, user } from '../../session/session';
import { Asked, failureWords, useAsked } from '../../ui/Asked/Asked';
import { Field, Select } from '../../ui/Field/Field';
import { Icon } from '../../ui/Icon/Icon';
import { Empty } from '../../ui/Notice/Notice';
import { showToast } from '../../ui/Toast/toast';
import { Card } from './Card';
import { found, readSearch, type Search, writeSearch } from './directory';
import { PartnerForm } from './PartnerForm';
import type { Kinds } from './PartnersArea';

/// A partner to change, or none for a new one.
type Open = { partner: Partner | null } | null;

export function Directory({ kinds }: { kinds: Kinds }) {
  const { query, route } = useLocation();
  const search = readSearch(query);
  const [open, setOpen] = useState<Open>(null);
  const asking = useAsked(() => partnersApi.list(search.archived), [search.archived]);
  const look = (change: Partial<Search>) =>
    route(`/partenaires${writeSearch({ ...search, ...change })}`, true);
  const close = () => setOpen(null);
  return (
    <>
      <div class="row">
        <button type="button" class="button main" onClick={() => setOpen({ partner: null })}>
          <Icon name="plus" />
          {t('partners.add')}
        </button>
        {user.value?.role === 'administrator' ? (
          <a class="button" href="/imports?kind=partners">
            <Icon name="install" />
            {t('partners.import')}
          </a>
        ) : null}
      </div>
      <SearchBar search={search} kinds={kinds} look={look} />
      <Asked of={asking}>
        {({ items }) => (
          <Cards
            all={items}
            search={search}
            kinds={kinds}
            onEdit={(partner) => setOpen({ partner })}
            onArchive={(partner) => void move(partner, asking.again)}
            onClear={() => look({ q: '', kind: '', sector: '' })}
          />
        )}
      </Asked>
      {open ? (
        <PartnerForm partner={open.partner} kinds={kinds} onClose={close} onSaved={asking.again} />
      ) : null}
    </>
  );
}

/// To the archive or back; the message undoes it.
async function move(partner: Partner, reload: () => Promise<void>, quiet = false): Promise<void> {
  const { id, name, archived } = partner;
  const answer = await (archived ? partnersApi.restore(id) : partnersApi.archive(id));
  if (!answer.ok) return showToast({ text: failureWords(answer), tone: 'bad' });
  await reload();
  if (quiet) return;
  const run = () => void move({ ...partner, archived: !archived }, reload, true);
  const text = archived ? t('partners.doneRestore', { name }) : t('partners.doneArchive', { name });
  showToast({ text, tone: 'ok', action: { label: t('app.undo'), run } });
}

type BarProps = { search: Search; kinds: Kinds; look: (change: Partial<Search>) => void };

function SearchBar({ search, kinds, look }: BarProps) {
  const sectors = (me.value?.sectors ?? []).map((sector) => ({ value: sector.id, label: sector.name }));
  return (
    <search class="partners-search">
      <Field label={t('partners.search')}>
        {(aria) => (
          <input
            {...aria}
            class="input"
            type="search"
            value={search.q}
            onInput={(event) => look({ q: event.currentTarget.value })}
          />
        )}
      </Field>
      <Select
        label={t('partners.kind')}
        value={search.kind}
        options={[{ value: '', label: t('partners.allKinds') }, ...kinds]}
        onChange={(kind) => look({ kind })}
      />
      <Select
        label={t('partners.sector')}
        value={search.sector}
        options={[{ value: '', label: t('partners.allSectors') }, ...sectors]}
        onChange={(sector) => look({ sector })}
      />
      <label class="check">
        <input
          type="checkbox"
          checked={search.archived}
          onChange={(event) => look({ archived: event.currentTarget.checked })}
        />
        <span>{t('partners.archivedOnly')}</span>
      </label>
    </search>
  );
}

type CardsProps = {
  all: Partner[];
  search: Search;
  kinds: Kinds;
  onEdit: (partner: Partner) => void;
  onArchive: (partner: Partner) => void;
  onClear: () => void;
};

function Cards({ all, search, kinds, onEdit, onArchive, onClear }: CardsProps) {
  const shown = found(all, search);
  if (all.length === 0) {
    if (search.archived) return <Empty title={t('partners.emptyArchive')} />;
    return <Empty title={t('partners.empty')} more={t('partners.emptyMore')} />;
  }
  return (
    <>
      <p class="muted small" role="status">
        {tn('partners.count', shown.length)}
      </p>
      {shown.length === 0 ? (
        <div class="stack-s">
          <Empty title={t('partners.emptyFiltered')} />
          <button type="button" class="button" onClick={onClear}>
            {t('partners.clear')}
          </button>
        </div>
      ) : null}
      <ul class="partners-cards">
        {shown.map((partner) => (
          <li key={partner.id}>
            <Card
              partner={partner}
              kinds={kinds}
              onEdit={() => onEdit(partner)}
              onArchive={() => onArchive(partner)}
            />
          </li>
        ))}
      </ul>
    </>
  );
}
