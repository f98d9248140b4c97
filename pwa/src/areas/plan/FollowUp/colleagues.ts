/// Colleagues in the order in which one looks for them: those of the sector first, then by name.
import type { TeamMember } from '../../../api/types';
import { t } from '../../../i18n';
import { user } from '../../../session/session';

export function colleagues(team: TeamMember[], sector: string): TeamMember[] {
  const far = (member: TeamMember) => (member.sector_ids.includes(sector) ? 0 : 1);
  return [...team].sort((a, b) => far(a) - far(b) || a.name.localeCompare(b.name));
}

export const nameOf = (member: Pick<TeamMember, 'id' | 'name'>) =>
  member.id === user.value?.id ? t('work.ownerMe') : member.name;
