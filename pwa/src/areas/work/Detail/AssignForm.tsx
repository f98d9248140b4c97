/// Gives the alert to a colleague of the sector.
import { useEffect, useState } from 'preact/hooks';
import { api } from '../../../api/client';
import type { AlertDetail, TeamMember } from '../../../api/types';
import { t } from '../../../i18n';
import { user } from '../../../session/session';
import { Notice } from '../../../ui/Notice/Notice';
import { Skeleton } from '../../../ui/Page/Page';
import { assign, busy, openForm } from './actions';

export function AssignForm({ alert }: { alert: AlertDetail }) {
  const [team, setTeam] = useState<TeamMember[] | 'loading' | 'failed'>('loading');
  useEffect(() => {
    let here = true;
    void api.team().then((answer) => here && setTeam(answer.ok ? answer.data.items : 'failed'));
    return () => {
      here = false;
    };
  }, []);
  if (team === 'loading') return <Skeleton lines={1} label={t('app.loading')} />;
  if (team === 'failed') return <Notice tone="bad">{t('app.unreachable')}</Notice>;
  const choose = async (member: TeamMember) => {
    if (await assign(alert, member.id)) openForm.value = null;
  };
  // Those of the alert's sector first; then by name.
  const near = (member: TeamMember) => (member.sector_ids.includes(alert.person.sector_id) ? 0 : 1);
  const sorted = team
    .filter((member) => member.id !== alert.owner?.id)
    .sort((a, b) => near(a) - near(b) || a.name.localeCompare(b.name));
  return (
    <div class="stack-s">
      <h3>{t('work.assignLabel')}</h3>
      <div class="row">
        {sorted.map((member) => (
          <button
            key={member.id}
            type="button"
            class="button two-lines"
            aria-disabled={busy.value}
            onClick={() => void choose(member)}
          >
            <span>{member.id === user.value?.id ? t('work.ownerMe') : member.name}</span>
            <span class="small muted">{t(`role.${member.role}`)}</span>
          </button>
        ))}
      </div>
    </div>
  );
}
