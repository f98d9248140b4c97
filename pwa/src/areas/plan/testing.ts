/// A follow-up for tests: give what matters.
import type { FollowUp } from '../../api/follow';

export function followUp(given: Partial<FollowUp> = {}): FollowUp {
  const due = given.due_on ?? '2026-03-04';
  return {
    id: `${due}-${given.person?.name ?? 'x'}`,
    version: 1,
    person: { id: 'p1', name: 'Mme Roux', sector_id: 's1' },
    alert_id: null,
    watch_id: null,
    kind: 'call',
    text: null,
    owner: { id: 'me', name: 'Nadia' },
    due_on: due,
    due_at: `${due}T17:00:00Z`,
    state: 'open',
    overdue: false,
    postponed: 0,
    result: null,
    result_text: null,
    closed_at: null,
    closed_by: null,
    created_at: '2026-03-01T08:00:00Z',
    created_by: { id: 'me', name: 'Nadia' },
    ...given,
  };
}
