import { expect, test } from 'vitest';
import type { FollowUp } from '../../../api/casework';
import type { AlertDetail } from '../../../api/types';
import { inOrder, withFollowUp } from './followUps';

const promise = (id: string, over: Partial<FollowUp> = {}) =>
  ({
    id,
    alert_id: 'alert',
    state: 'open',
    due_at: '2026-03-05T08:00:00Z',
    closed_at: null,
    ...over,
  }) as FollowUp;
const ids = (list: FollowUp[]) => list.map((one) => one.id);

test('open ones come first, the soonest on top; then what is over, the latest on top', () => {
  const list = [
    promise('old', { state: 'done', closed_at: '2026-03-01T08:00:00Z' }),
    promise('later', { due_at: '2026-03-09T08:00:00Z' }),
    promise('recent', { state: 'cancelled', closed_at: '2026-03-03T08:00:00Z' }),
    promise('sooner'),
  ];
  expect(ids(inOrder(list))).toEqual(['sooner', 'later', 'recent', 'old']);
});

test('an answer about one follow-up changes that one, and the next step of the alert', () => {
  const alert = { id: 'alert', follow_ups: [promise('a'), promise('b', { due_at: '2026-03-06T08:00:00Z' })] };
  const after = withFollowUp(alert as AlertDetail, promise('a', { state: 'done' }));
  expect(ids(after.follow_ups)).toEqual(['b', 'a']);
  expect(after.next_step?.id).toBe('b');
  const last = withFollowUp(after, promise('b', { state: 'done' }));
  expect(last.next_step).toBeNull();
});
