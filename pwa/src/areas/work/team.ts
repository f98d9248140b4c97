/// Colleagues of the sectors one works for: whom an alert can be given to.
import { signal } from '@preact/signals';
import { api } from '../../api/client';
import type { TeamMember } from '../../api/types';

export const team = signal<TeamMember[] | 'loading' | 'failed'>('loading');

export async function loadTeam(): Promise<void> {
  if (typeof team.value !== 'string') return;
  const answer = await api.team();
  team.value = answer.ok ? answer.data.items : 'failed';
}
