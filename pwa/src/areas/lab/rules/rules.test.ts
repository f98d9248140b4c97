import { describe, expect, test } from 'vitest';
import { carryOver, changes, sameRules } from './diff';
import { asRuleSet, pathOf, type RuleSet, read, write } from './model';

const set = (over: Partial<RuleSet> = {}): RuleSet => ({
  version: 3,
  baseline: { lag_days: 14, sd_floor: 0.6 },
  alert_log: { quiet_days: 7, due_minutes: { critical: 60, high: 240 } },
  rules: [
    { id: 'threshold', version: 1, kind: 'threshold', enabled: true, lowest: 1 },
    { id: 'drop', version: 1, kind: 'drop', enabled: true, axes: ['health', 'mood'], under_usual: 1.8 },
  ],
  ...over,
});

describe('places', () => {
  test('are read and written by the id of a rule, and nothing else moves', () => {
    const before = set();
    const after = write(before, 'rules/drop/under_usual', 1.5);
    expect(read(after, 'rules/drop/under_usual')).toBe(1.5);
    expect(read(before, 'rules/drop/under_usual')).toBe(1.8);
    expect(after.rules[0]).toBe(before.rules[0]);
    expect(read(write(before, 'alert_log/due_minutes/high', 120), 'alert_log/due_minutes')).toEqual({
      critical: 60,
      high: 120,
    });
  });

  test('a value taken out leaves no trace, a rule that is not there is not made up', () => {
    const marked = write(set(), 'rules/drop/confirm_by_two_aides', true);
    expect(write(marked, 'rules/drop/confirm_by_two_aides', undefined)).toEqual(set());
    expect(write(set(), 'rules/nobody/limit', 3)).toEqual(set());
  });

  test.each([
    ['/rules/1/under_usual', 'rules/drop/under_usual'],
    ['rules[1].under_usual', 'rules/drop/under_usual'],
    ['ligne 9, colonne 3, /rules/1/under_usual', 'rules/drop/under_usual'],
    ['/rules/9/limit', 'rules/9/limit'],
    ['/baseline/lag_days', 'baseline/lag_days'],
    ['/rules', 'rules'],
    ['', ''],
  ])('the server says %s, the lab %s', (place, path) => expect(pathOf(place, set())).toBe(path));
});

test('only something with rules in it can be shown', () => {
  expect(asRuleSet(set())).toEqual(set());
  for (const value of [null, [], {}, { rules: {} }, { rules: [{ id: 'x' }] }])
    expect(asRuleSet(value)).toBeNull();
});

describe('differences', () => {
  test('are told value by value; numbers of the store are none', () => {
    const draft = write(write(set({ version: 9 }), 'rules/drop/axes', ['health']), 'baseline/lag_days', 10);
    expect(changes(set(), draft)).toEqual([
      { path: 'baseline/lag_days', from: 14, to: 10 },
      { path: 'rules/drop/axes', from: ['health', 'mood'], to: ['health'] },
    ]);
    expect(sameRules(set(), set({ version: 9 }))).toBe(true);
  });

  test('a change taken back is none, and the order of rules does not matter', () => {
    const there = write(set(), 'rules/threshold/enabled', false);
    expect(sameRules(set(), write(there, 'rules/threshold/enabled', true))).toBe(true);
    expect(sameRules(set(), set({ rules: [...set().rules].reverse() }))).toBe(true);
  });
});

describe('carrying a draft over to a newer version', () => {
  test('keeps what others changed and what we changed', () => {
    const newest = write(set({ version: 4 }), 'baseline/lag_days', 12);
    const merged = carryOver(set(), write(set(), 'rules/drop/under_usual', 1.5), newest);
    expect([read(merged, 'baseline/lag_days'), read(merged, 'rules/drop/under_usual')]).toEqual([12, 1.5]);
    expect(merged.version).toBe(4);
  });

  test('where both changed the same value, ours stands in the draft', () => {
    const newest = write(set(), 'rules/drop/under_usual', 2.2);
    const merged = carryOver(set(), write(set(), 'rules/drop/under_usual', 1.5), newest);
    expect(changes(newest, merged)).toEqual([{ path: 'rules/drop/under_usual', from: 2.2, to: 1.5 }]);
  });

  test('rules we added come along, rules others added stay, rules we took out go', () => {
    const ours = { id: 'ewma', kind: 'ewma', enabled: true, limit: 3.5 };
    const theirs = { id: 'drift', kind: 'drift', enabled: true };
    const draft = set({ rules: [...set().rules.slice(1), ours] });
    const merged = carryOver(set(), draft, set({ rules: [...set().rules, theirs] }));
    expect(merged.rules.map((rule) => rule.id)).toEqual(['drop', 'drift', 'ewma']);
    expect(read(merged, 'rules/ewma/limit')).toBe(3.5);
  });
});
