import { expect, test } from 'vitest';
import { toToml } from './toml';

test('plain values come before tables, lists of rules become tables of their own', () => {
  const text = toToml({
    alert_log: { quiet_days: 7, due_minutes: { critical: 60 } },
    version: 2,
    rules: [
      { id: 'drop', enabled: true, axes: ['health', 'mood'], under_usual: 1.8 },
      { id: 'sign', enabled: false },
    ],
  });
  expect(text).toBe(`version = 2

[alert_log]
quiet_days = 7

[alert_log.due_minutes]
critical = 60

[[rules]]
id = "drop"
enabled = true
axes = ["health", "mood"]
under_usual = 1.8

[[rules]]
id = "sign"
enabled = false
`);
});

test('odd names and texts are quoted, nothing is left out silently but null', () => {
  expect(toToml({ 'a b': 'say "yes"\n', none: null, empty: [], table: { 'x.y': 1 } })).toBe(
    '"a b" = "say \\"yes\\"\\n"\nempty = []\n\n[table]\n"x.y" = 1\n',
  );
});
