import { describe, expect, test } from 'vitest';
import { faultOf, groupsOf, hasSlider, type NumberRails, parse, railsOf } from './fields';

const days: NumberRails = { type: 'number', min: 0, max: 15, step: 1, unit: 'days' };
const points: NumberRails = { type: 'number', min: 0.1, max: 4, step: 0.1, unit: 'points' };

describe('what is typed', () => {
  test.each([
    ['1,5', 1.5],
    [' 2 ', 2],
    ['-1', -1],
    ['', null],
    ['1.', null],
    ['1e3', null],
    ['deux', null],
  ])('%s is %s', (text, value) => expect(parse(text)).toBe(value));

  test('stays within the rails', () => {
    expect(faultOf('16', days)).toBe('range');
    expect(faultOf('-1', days)).toBe('range');
    expect(faultOf('1,5', days)).toBe('whole');
    expect(faultOf('x', days)).toBe('number');
    expect(faultOf('15', days)).toBeNull();
    // Finer than the step is allowed: the slider moves in steps, the rule does not.
    expect(faultOf('1,75', points)).toBeNull();
  });
});

describe('rails', () => {
  test('differ where a kind differs', () => {
    expect(railsOf('ewma', 'limit', 3.5)).toMatchObject({ max: 10 });
    expect(railsOf('cusum', 'limit', 3.5)).toMatchObject({ max: 20 });
  });

  test('are made up for fields nobody told us about, without a slider', () => {
    const rails = railsOf('new_kind', 'surprise', 3);
    expect(rails.type === 'number' && hasSlider(rails)).toBe(false);
    expect(railsOf('new_kind', 'flag', true).type).toBe('switch');
    expect(railsOf('new_kind', 'name', 'x').type).toBe('words');
    expect(railsOf('drop', 'under_usual', 'a text').type).toBe('words');
  });

  test('a switch that the file leaves out is a switch', () => {
    expect(railsOf('drop', 'confirm_by_two_aides', undefined).type).toBe('switch');
  });
});

test('a card a rule, then the shared settings, in our order; a switch that is off is offered', () => {
  const groups = groupsOf({
    version: 3,
    alert_log: { quiet_days: 7, due_minutes: { critical: 60 } },
    rules: [
      { id: 'fall', version: 1, kind: 'drop', enabled: true, novelty: 1, within_days: 30, under_usual: 1.8 },
    ],
  });
  expect(groups.map((group) => group.key)).toEqual(['rules/fall', 'alert_log']);
  expect(groups[0]?.spots.map((spot) => spot.path)).toEqual([
    'rules/fall/under_usual',
    'rules/fall/within_days',
    'rules/fall/confirm_by_two_aides',
    'rules/fall/novelty',
  ]);
  expect(groups[1]?.spots.map((spot) => spot.path)).toEqual([
    'alert_log/quiet_days',
    'alert_log/due_minutes/critical',
  ]);
});
