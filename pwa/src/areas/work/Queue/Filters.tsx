/// The left column: search, saved views, filters kept in the address, and the way to the keys.
import { useEffect } from 'preact/hooks';
import { AXES, FAMILIES } from '../../../api/types';
import { t } from '../../../i18n';
import { me, user } from '../../../session/session';
import { Disclosure } from '../../../ui/Disclosure/Disclosure';
import { Select } from '../../../ui/Field/Field';
import { Icon } from '../../../ui/Icon/Icon';
import { useWide } from '../../../ui/useWide';
import { counts } from '../counts';
import { AGES, type Filter, type FilterName } from '../filters';
import { helpOpen } from '../keys';
import { loadTeam, team } from '../team';
import { Search } from './Search';
import { Views } from './Views';

type Props = { filter: Filter; onChange: (filter: Filter) => void };

const STATES = ['new', 'taken', 'snoozed', 'closed'] as const;
const SEVERITIES = ['critical', 'high', 'moderate'] as const;
/// Wide enough for the column to stand open beside the list.
const WIDE = '(min-width: 64rem)';

export function Filters(props: Props) {
  const { scope, ...folded } = props.filter;
  const active = Object.keys(folded).length;
  const wide = useWide(WIDE);
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

function Body({ filter, onChange }: Props) {
  const set = (name: FilterName) => (value: string) => {
    const { [name]: _, ...others } = filter;
    onChange(value ? { ...others, [name]: value } : others);
  };
  const { scope, ...others } = filter;
  return (
    <div class="stack">
      <Search query={filter.q ?? ''} onSearch={set('q')} />
      <Views filter={filter} />
      <Selects filter={filter} set={set} />
      {Object.keys(others).length > 0 ? (
        <button type="button" class="button plain" onClick={() => onChange(scope ? { scope } : {})}>
          {t('work.clear')}
        </button>
      ) : null}
      <button
        type="button"
        class="button plain keys-button"
        onClick={() => {
          helpOpen.value = true;
        }}
      >
        <Icon name="keyboard" />
        {t('work.keys')} <kbd>?</kbd>
      </button>
    </div>
  );
}

type SelectsProps = { filter: Filter; set: (name: FilterName) => (value: string) => void };

/// A word with how many open alerts it stands for.
const counted = (word: string, n: number | undefined) => (n === undefined ? word : `${word} (${n})`);

function Selects({ filter, set }: SelectsProps) {
  useEffect(() => void loadTeam(), []);
  const sectors = me.value?.sectors ?? [];
  const colleagues = typeof team.value === 'string' ? [] : team.value;
  const now = counts.value;
  return (
    <>
      <Select
        label={t('work.filterState')}
        value={filter.state ?? ''}
        onChange={set('state')}
        options={[
          { value: '', label: t('state.open') },
          ...STATES.map((value) => ({
            value,
            label: counted(t(`state.${value}`), value === 'closed' ? undefined : now?.[value]),
          })),
        ]}
      />
      <Select
        label={t('work.filterSeverity')}
        value={filter.severity ?? ''}
        onChange={set('severity')}
        options={[
          { value: '', label: t('work.all') },
          ...SEVERITIES.map((value) => ({
            value,
            label: counted(t(`severity.${value}`), now?.by_severity[value]),
          })),
        ]}
      />
      <label class="sign-like">
        <input
          type="checkbox"
          checked={filter.overdue === 'true'}
          onChange={(event) => set('overdue')(event.currentTarget.checked ? 'true' : '')}
        />
        <span>{counted(t('triage.overdueOnly'), now?.overdue)}</span>
      </label>
      <Select
        label={t('triage.filterAxis')}
        value={filter.axis ?? ''}
        onChange={set('axis')}
        options={[
          { value: '', label: t('work.all') },
          ...AXES.map((value) => ({ value, label: t(`axis.${value}`) })),
        ]}
      />
      <Select
        label={t('triage.filterFamily')}
        value={filter.family ?? ''}
        onChange={set('family')}
        options={[
          { value: '', label: t('triage.anyFamily') },
          ...FAMILIES.map((value) => ({ value, label: t(`family.${value}`) })),
        ]}
      />
      <Select
        label={t('triage.filterAge')}
        value={filter.age ?? ''}
        onChange={set('age')}
        options={[
          { value: '', label: t('triage.anyAge') },
          ...AGES.map((value) => ({ value, label: t(`triage.age.${value}`) })),
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
          ...colleagues
            .filter((member) => member.id !== user.value?.id)
            .map((member) => ({ value: member.id, label: member.name })),
        ]}
      />
    </>
  );
}
