import { expect, test } from 'vitest';
import { exceptionOf } from './exception';

test('changes of rules become partial rules by id', () => {
  const changes = [
    { path: 'rules/ewma/limit', from: 3.5, to: 4 },
    { path: 'rules/ewma/lambda', from: 0.2, to: 0.1 },
    { path: 'rules/drop/enabled', from: true, to: false },
  ];
  expect(exceptionOf(changes)).toEqual({
    rules: { ewma: { limit: 4, lambda: 0.1 }, drop: { enabled: false } },
  });
});

test.each([
  ['alert_log/quiet_days', 7, 14],
  ['baseline/lag_days', 14, 21],
  ['alert_log/due_minutes/high', 240, 480],
  ['rules/new/limit', undefined, 4],
  ['rules/ewma/limit', 3.5, undefined],
])('%s is for the whole federation', (path, from, to) => {
  const also = { path: 'rules/drop/enabled', from: true, to: false };
  expect(exceptionOf([also, { path, from, to }])).toBeNull();
});

test('without a change there is no exception', () => expect(exceptionOf([])).toBeNull());
