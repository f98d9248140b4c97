import { expect, test } from 'vitest';
import { locate } from './locate';

const toml = `version = 1

[baseline]
lag_days = 99

[[rules]]
id = "drop"
under_usual = 1.8

[[rules]]
id = "sign"
under_usual = 9
`;
const json = '{"rules": [\n{"id": "drop", "limit": 1},\n{"id": "sign", "limit": 99}\n]}';
const at = (text: string, place: string) => {
  const range = locate(text, place);
  return range && text.slice(range.from, range.to);
};

test.each([
  ['/baseline/lag_days', 'lag_days = 99'],
  ['/rules/0/under_usual', 'under_usual = 1.8'],
  ['/rules/1/under_usual', 'under_usual = 9'],
  ['rules[1].under_usual', 'under_usual = 9'],
  ['line 4, column 3', 'lag_days = 99'],
  ['4:12', 'lag_days = 99'],
])('%s is at %s', (place, found) => expect(at(toml, place)).toBe(found));

test('in JSON too', () => expect(at(json, '/rules/1/limit')).toBe('"limit": 99}'));

test('a place that is not in the text is nowhere', () => {
  for (const place of ['', '/rules/1', '/baseline/none', '99:1']) expect(locate(toml, place)).toBeNull();
});
