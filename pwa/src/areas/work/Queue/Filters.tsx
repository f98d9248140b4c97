/// The left column: filters kept in the address, the search for a person, and the way to the keys.
import { useEffect, useState } from 'preact/hooks';
import { api } from '../../../api/client';
import type { PersonItem } from '../../../api/types';
import { t } from '../../../i18n';
import { me } from '../../../session/session';
import { Disclosure } from '../../../ui/Disclosure/Disclosure';
import { Field, Select } from '../../../ui/Field/Field';
import { Icon } from '../../../ui/Icon/Icon';
import type { Filter, FilterName } from '../filters';

type Props = { filter: Filter; onChange: (filter: Filter) => void; onHelp: () => void };

const STATES = ['new', 'taken', 'snoozed', 'closed'] as const;
const SEVERITIES = ['critical', 'high', 'moderate'] as const;
/// Wide enough for the column to stand open beside the list.
const WIDE = '(min-width: 64rem)';

export function Filters(props: Props) {
  const active = Object.keys(props.filter).length;
  const [wide, setWide] = useState(() => matchMedia(WIDE).matches);
  useEffect(() => {
    const media = matchMedia(WIDE);
    const follow = () => setWide(media.matches);
    media.addEventListener('change', follow);
    return () => media.removeEventListener('change', follow);
  }, []);
  return (
    <aside class="work-filters" aria-label={t('work.filters')}>
      {wide ? (
        <Body {...props} />
      ) : (
        <Disclosure icon="menu" title={t('work.filters')} extra={active ? String(active) : undefined}>
          <Body {...props} />
        </Disclosure>
      )}
    </aside>
  );
}

function Body({ filter, onChange, onHelp }: Props) {
  const set = (name: FilterName) => (value: string) => onChange({ ...filter, [name]: value });
  const sectors = me.value?.sectors ?? [];
  return (
    <div class="stack">
      <PersonSearch />
      <Select
        label={t('work.filterState')}
        value={filter.state ?? ''}
        onChange={set('state')}
        options={[
          { value: '', label: t('state.open') },
          ...STATES.map((value) => ({ value, label: t(`state.${value}`) })),
        ]}
      />
      <Select
        label={t('work.filterSeverity')}
        value={filter.severity ?? ''}
        onChange={set('severity')}
        options={[
          { value: '', label: t('work.all') },
          ...SEVERITIES.map((value) => ({ value, label: t(`severity.${value}`) })),
        ]}
      />
      {sectors.length > 1 ? (
        <Select
          label={t('work.filterSector')}
          value={filter.sector_id ?? ''}
          onChange={set('sector_id')}
          options={[
            { value: '', label: t('work.allSectors') },
            ...sectors.map((sector) => ({ value: sector.id, label: sector.name })),
          ]}
        />
      ) : null}
      <Select
        label={t('work.filterOwner')}
        value={filter.owner ?? ''}
        onChange={set('owner')}
        options={[
          { value: '', label: t('work.anyone') },
          { value: 'me', label: t('work.mine') },
          { value: 'none', label: t('work.nobody') },
        ]}
      />
      {Object.keys(filter).length > 0 ? (
        <button type="button" class="button plain" onClick={() => onChange({})}>
          {t('work.clear')}
        </button>
      ) : null}
      <button type="button" class="button plain keys-button" onClick={onHelp}>
        <Icon name="keyboard" />
        {t('work.keys')} <kbd>?</kbd>
      </button>
    </div>
  );
}

/// Waits for a pause in the typing before it asks.
const PAUSE_MS = 250;
const SHOWN = 8;

function PersonSearch() {
  const [query, setQuery] = useState('');
  const [found, setFound] = useState<PersonItem[] | null>(null);
  useEffect(() => {
    setFound(null);
    if (query.trim().length < 2) return;
    let here = true;
    const timer = setTimeout(async () => {
      const answer = await api.persons(query.trim());
      if (here && answer.ok) setFound(answer.data.items.slice(0, SHOWN));
    }, PAUSE_MS);
    return () => {
      here = false;
      clearTimeout(timer);
    };
  }, [query]);
  return (
    <div class="stack-s">
      <Field label={t('work.search')}>
        {(aria) => (
          <input
            {...aria}
            class="input"
            type="search"
            autocomplete="off"
            data-search="person"
            value={query}
            onInput={(event) => setQuery(event.currentTarget.value)}
          />
        )}
      </Field>
      <div role="status">
        {found?.length === 0 ? <p class="muted small">{t('work.noPerson')}</p> : null}
        {found && found.length > 0 ? (
          <ul class="found">
            {found.map((person) => (
              <li key={person.id}>
                <a href={`/personnes/${person.id}`}>{person.name}</a>
              </li>
            ))}
          </ul>
        ) : null}
      </div>
    </div>
  );
}
