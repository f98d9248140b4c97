import { expect, test } from 'vitest';
import { lengthOf, reportOf, rhythmOf, USUAL } from './rhythm';

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

test('a report is read for its labels and numbers, anything else is shown as it is', () => {
  expect(reportOf('given back: 12')).toEqual([{ label: 'given back', n: 12 }]);
  expect(reportOf('told: 3, skipped: 1')).toEqual([
    { label: 'told', n: 3 },
    { label: 'skipped', n: 1 },
  ]);
  expect(reportOf('not now')).toBeNull();
  expect(reportOf('told: 3, and more')).toBeNull();
});

test('a length is read in its unit', () => {
  expect(lengthOf(7)).toEqual({ n: 7, unit: 'ms' });
  expect(lengthOf(999)).toEqual({ n: 999, unit: 'ms' });
  expect(lengthOf(1449)).toEqual({ n: 1.4, unit: 's' });
});

test('the usual schedules have six fields, days by name', () => {
  for (const { cron } of USUAL) {
    const fields = cron.split(' ');
    expect(fields).toHaveLength(6);
    expect(fields[0]).toBe('0');
    expect(fields[5]).not.toMatch(/\d/);
  }
});
