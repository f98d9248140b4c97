/// Above the planner: how many, by day or by week, whose, where.
import { useEffect } from 'preact/hooks';
import { t, tn } from '../../i18n';
import { me, user } from '../../session/session';
import { Select } from '../../ui/Field/Field';
import { loadTeam, team } from '../work/team';
import './modes.css';
import { counts } from './store';
import type { View } from './view';

type Props = { view: View; onChange: (view: View) => void };

export function Head({ view, onChange }: Props) {
  useEffect(() => void loadTeam(), []);
  const sectors = me.value?.sectors ?? [];
  const members = (typeof team.value === 'string' ? [] : team.value).filter(
    (member) => member.id !== user.value?.id,
  );
  return (
    <div class="plan-head">
      <Figures />
      <div class="plan-choices">
        <fieldset class="modes">
          <legend class="hidden">{t('plan.modes')}</legend>
          {(['day', 'week'] as const).map((mode) => (
            <button
              key={mode}
              type="button"
              class="button"
              aria-pressed={view.mode === mode}
              onClick={() => onChange({ ...view, mode, from: null })}
            >
              {t(`plan.mode.${mode}`)}
            </button>
          ))}
        </fieldset>
        <Select
          label={t('plan.whose')}
          value={view.owner}
          onChange={(owner) => onChange({ ...view, owner })}
          options={[
            { value: 'me', label: t('plan.mine') },
            { value: 'all', label: t('work.anyone') },
            ...members.map((member) => ({ value: member.id, label: member.name })),
          ]}
        />
        {sectors.length > 1 ? (
          <Select
            label={t('work.filterSector')}
            value={view.sector_id}
            onChange={(sector_id) => onChange({ ...view, sector_id })}
            options={[
              { value: '', label: t('work.allSectors') },
              ...sectors.map((sector) => ({ value: sector.id, label: sector.name })),
            ]}
          />
        ) : null}
      </div>
    </div>
  );
}

function Figures() {
  const now = counts.value;
  if (!now) return <p class="plan-figures" />;
  return (
    <p class="plan-figures" role="status">
      {now.overdue > 0 ? <span class="tag bad">{tn('plan.countLate', now.overdue)}</span> : null}
      <span class="tag">{tn('plan.countToday', now.today)}</span>
      <span class="tag">{tn('plan.countWeek', now.week)}</span>
    </p>
  );
}
