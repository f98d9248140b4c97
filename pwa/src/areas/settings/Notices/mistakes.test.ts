import { expect, test } from 'vitest';
import type { NotificationSettings } from '../../../api/settings';
import { mistakesOf } from './mistakes';

const usual: NotificationSettings = {
  quiet_from: '20:00',
  quiet_to: '07:30',
  critical_breaks_quiet: false,
  daily_cap: 20,
  aide_from: '07:00',
  aide_to: '20:30',
};

test.each<[Partial<NotificationSettings>, string[]]>([
  [{}, []],
  [{ quiet_from: '12:00', quiet_to: '14:00' }, []],
  [{ quiet_from: '' }, ['quiet']],
  [{ quiet_to: '20:00' }, ['quiet']],
  [{ aide_from: '21:00' }, ['aide']],
  [{ aide_to: '' }, ['aide']],
  [{ daily_cap: 0 }, ['cap']],
  [{ daily_cap: 1.5 }, ['cap']],
  [{ daily_cap: Number.NaN }, ['cap']],
  [{ daily_cap: 201 }, ['cap']],
])('%j has the mistakes %j', (over, expected) => {
  expect(mistakesOf({ ...usual, ...over })).toEqual(expected);
});
