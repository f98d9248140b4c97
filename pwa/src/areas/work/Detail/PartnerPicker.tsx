/// Partners out of the directory: those one proposes, and the one that was chosen. Several are proposed so that the person
/// chooses and no provider is favoured.
import { useEffect, useState } from 'preact/hooks';
import { casework, type Partner } from '../../../api/casework';
import type { Named } from '../../../api/types';
import { t } from '../../../i18n';
import { Choice } from '../../../ui/Choice/Choice';
import { Field } from '../../../ui/Field/Field';
import { Notice } from '../../../ui/Notice/Notice';
import { Skeleton } from '../../../ui/Page/Page';
import { matches } from '../../../ui/search';
import { partnerKindName } from '../catalogue';

export type Picked = { proposed: Named[]; chosen: string | null };
export const NO_PARTNERS: Picked = { proposed: [], chosen: null };

/// Beyond this many a search field helps more than it disturbs.
const MANY = 6;
const NOT_YET = '';

type Props = { kind: string | null; sector: string; picked: Picked; onChange: (picked: Picked) => void };
type Found = Partner[] | 'loading' | 'failed';

/// Those of the alert's sector first, then those for everywhere; then by name.
function near(sector: string, one: Partner): number {
  if (one.sector_ids.includes(sector)) return 0;
  return one.sector_ids.length === 0 ? 1 : 2;
}

export function PartnerPicker({ kind, sector, picked, onChange }: Props) {
  const [found, setFound] = useState<Found>('loading');
  const [query, setQuery] = useState('');
  useEffect(() => {
    let here = true;
    void casework.partners(kind ? { kind } : {}).then((answer) => {
      if (!here) return;
      setFound(answer.ok ? answer.data.items : 'failed');
    });
    return () => {
      here = false;
    };
  }, [kind]);
  if (found === 'loading') return <Skeleton lines={2} label={t('app.loading')} />;
  if (found === 'failed') return <Notice tone="bad">{t('app.unreachable')}</Notice>;

  const all = found
    .filter((one) => !one.archived)
    .sort((a, b) => near(sector, a) - near(sector, b) || a.name.localeCompare(b.name));
  const shown = all.filter((one) => query === '' || matches(one.name, query));
  const toggle = (one: Partner) => {
    const others = picked.proposed.filter((other) => other.id !== one.id);
    const removed = others.length < picked.proposed.length;
    onChange({
      proposed: removed ? others : [...others, { id: one.id, name: one.name }],
      chosen: removed && picked.chosen === one.id ? null : picked.chosen,
    });
  };
  return (
    <div class="stack">
      <fieldset class="partners">
        <legend>{t('case.proposed')}</legend>
        <p class="muted small">{all.length > 0 ? t('case.proposedHint') : t('case.noPartner')}</p>
        {all.length > MANY ? (
          <Field label={t('case.partnerSearch')}>
            {(aria) => (
              <input
                {...aria}
                class="input"
                type="search"
                autocomplete="off"
                value={query}
                onInput={(event) => setQuery(event.currentTarget.value)}
              />
            )}
          </Field>
        ) : null}
        <ul class="partner-list">
          {shown.map((one) => (
            <li key={one.id}>
              <label class="partner">
                <input
                  type="checkbox"
                  checked={picked.proposed.some((other) => other.id === one.id)}
                  onChange={() => toggle(one)}
                />
                <span class="partner-words">
                  <strong>{one.name}</strong>
                  <span class="muted small">
                    {[kind ? null : partnerKindName(one.kind), one.area, one.availability, one.phone]
                      .filter(Boolean)
                      .join(' · ')}
                  </span>
                </span>
              </label>
            </li>
          ))}
        </ul>
      </fieldset>
      {picked.proposed.length > 0 ? (
        <Choice
          legend={t('case.chosen')}
          name="partner"
          value={picked.chosen ?? NOT_YET}
          onChange={(id) => onChange({ ...picked, chosen: id || null })}
          options={[
            ...picked.proposed.map((one) => ({ value: one.id, label: one.name })),
            { value: NOT_YET, label: t('case.chosenNot') },
          ]}
        />
      ) : null}
    </div>
  );
}
