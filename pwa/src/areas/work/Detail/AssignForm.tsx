/// Gives the alert to a colleague of the sector.
import { useEffect } from 'preact/hooks';
import type { AlertDetail, TeamMember } from '../../../api/types';
import { t } from '../../../i18n';
import { user } from '../../../session/session';
import { Notice } from '../../../ui/Notice/Notice';
import { Skeleton } from '../../../ui/Page/Page';
import { loadTeam, team } from '../team';
import { assign, busy, openForm } from './actions';

export function AssignForm({ alert }: { alert: AlertDetail }) {
  useEffect(() => void loadTeam(), []);
  const found = team.value;
  if (found === 'loading') return <Skeleton lines={1} label={t('app.loading')} />;
  if (found === 'failed') return <Notice tone="bad">{t('app.unreachable')}</Notice>;
  const choose = async (member: TeamMember) => {
    if (await assign(alert, member.id)) openForm.value = null;
  };
  // Those of the alert's sector first; then by name.
  const near = (member: TeamMember) => (member.sector_ids.includes(alert.person.sector_id) ? 0 : 1);
  const sorted = found
    .filter((member) => member.id !== alert.owner?.id)
    .sort((a, b) => near(a) - near(b) || a.name.localeCompare(b.name));
  return (
    <div class="stack-s">
      <h2>{t('work.assignLabel')}</h2>
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
