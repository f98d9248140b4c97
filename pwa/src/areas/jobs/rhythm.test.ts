import { expect, test } from 'vitest';
import { countIn, rhythmOf } from './jobs';

test.each([
  ['0 * * * * *', { kind: 'minutes', n: 1 }],
  ['0 */5 * * * *', { kind: 'minutes', n: 5 }],
  ['0 0/15 * * * *', { kind: 'minutes', n: 15 }],
  ['0 0 7 * * *', { kind: 'daily', at: '07:00' }],
  ['0 30 6 * * Mon-Fri', { kind: 'weekdays', at: '06:30' }],
  ['0 0 7 1 * *', { kind: 'cron', text: '0 0 7 1 * *' }],
  ['0 0 7-9 * * *', { kind: 'cron', text: '0 0 7-9 * * *' }],
])('%s', (cron, expected) => {
  expect(rhythmOf(cron)).toEqual(expected);
});

test('a report is read for its number, anything else is shown as it is', () => {
  expect(countIn('given back: 12')).toBe(12);
  expect(countIn('failed')).toBeNull();
  expect(countIn('told: 3, skipped: 1')).toBeNull();
});
