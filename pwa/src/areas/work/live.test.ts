import { afterEach, expect, test, vi } from 'vitest';
import { triage } from '../../api/triage';
import type { AlertItem, AlertPage, User } from '../../api/types';
import { user } from '../../session/session';
import { adopt, loadQueue, queue, stopLive } from './live';

vi.mock('../../api/stream', () => ({
  AlertStream: class {
    start() {}
    stop() {}
  },
}));

const item = (id: string) =>
  ({
    id,
    version: 1,
    state: 'new',
    severity: 'high',
    person: { id: 'p', name: 'M. Essai', sector_id: 's1' },
    owner: null,
    axes: [],
    findings: [],
    overdue: false,
    snoozed_until: null,
    opened_at: '2026-03-12T08:00:00Z',
  }) as unknown as AlertItem;
const page = (...ids: string[]) =>
  ({ items: ids.map(item), next_cursor: null, last_event_id: '1' }) as unknown as AlertPage;

afterEach(() => {
  stopLive();
  user.value = null;
  vi.restoreAllMocks();
});

test('an alert that comes while the list is asked for again is not lost with it', async () => {
  user.value = { id: 'me', role: 'coordinator', sector_ids: ['s1'] } as unknown as User;
  vi.spyOn(triage, 'counts').mockResolvedValue({ ok: false, kind: 'unreachable' });
  let answer: (page: AlertPage) => void = () => undefined;
  vi.spyOn(triage, 'alerts').mockImplementation(async () => ({
    ok: true,
    data: await new Promise<AlertPage>((resolve) => {
      answer = resolve;
    }),
  }));
  const first = loadQueue({});
  answer(page('a'));
  await first;
  const again = loadQueue({});
  adopt(item('x'));
  answer(page('a'));
  await again;
  expect(queue.value.items.map(({ id }) => id)).toEqual(['a']);
  expect(queue.value.pending.map(({ id }) => id)).toEqual(['x']);
});
