/// Colleagues one may give alerts to: those of their sectors first, then by name.
import { useEffect } from 'preact/hooks';
import type { TeamMember } from '../../../api/types';
import { t } from '../../../i18n';
import { user } from '../../../session/session';
import { Notice } from '../../../ui/Notice/Notice';
import { Skeleton } from '../../../ui/Page/Page';
import { loadTeam, team } from '../team';
import { busy } from './run';

type Props = { sectors: string[]; except?: string | undefined; onChoose: (member: TeamMember) => void };

export function TeamButtons({ sectors, except, onChoose }: Props) {
  useEffect(() => void loadTeam(), []);
  const found = team.value;
  if (found === 'loading') return <Skeleton lines={1} label={t('app.loading')} />;
  if (found === 'failed') return <Notice tone="bad">{t('app.unreachable')}</Notice>;
  const near = (member: TeamMember) => (sectors.every((id) => member.sector_ids.includes(id)) ? 0 : 1);
  const sorted = found
    .filter((member) => member.id !== except)
    .sort((a, b) => near(a) - near(b) || a.name.localeCompare(b.name));
  return (
    <div class="row">
      {sorted.map((member) => (
        <button
          key={member.id}
          type="button"
          class="button two-lines"
          aria-disabled={busy.value}
          onClick={() => onChoose(member)}
        >
          <span>{member.id === user.value?.id ? t('work.ownerMe') : member.name}</span>
          <span class="small muted">{t(`role.${member.role}`)}</span>
        </button>
      ))}
    </div>
  );
}
