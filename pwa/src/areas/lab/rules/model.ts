/// A rule set as the lab edits it: data whose fields may grow. What the lab does not know it carries along untouched.
/// A place in it is a path such as `baseline/lag_days` or `rules/drop/under_usual`: a rule is named by its id, so
/// that a path stays right when rules are added or change their order. Pure.
export type Fields = { [name: string]: unknown };
export type Rule = Fields & { id: string; kind: string; enabled: boolean };
export type RuleSet = Fields & { rules: Rule[] };

export const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const isRule = (value: unknown): value is Rule =>
  isFields(value) && typeof value.id === 'string' && typeof value.kind === 'string';

/// The server checks rule sets; this only makes sure that there is something to show.
export function asRuleSet(value: unknown): RuleSet | null {
  if (!isFields(value) || !Array.isArray(value.rules) || !value.rules.every(isRule)) return null;
  return value as RuleSet;
}

const RULES = 'rules';
const step = (from: unknown, name: string): unknown => (isFields(from) ? from[name] : undefined);

export function read(set: RuleSet, path: string): unknown {
  const [first = '', ...rest] = path.split('/');
  if (first !== RULES) return rest.reduce(step, set[first]);
  const [id = '', ...inside] = rest;
  return inside.reduce<unknown>(
    step,
    set.rules.find((rule) => rule.id === id),
  );
}

function writeIn(fields: Fields, [name = '', ...rest]: string[], value: unknown): Fields {
  const inner = fields[name];
  if (rest.length > 0) return { ...fields, [name]: writeIn(isFields(inner) ? inner : {}, rest, value) };
  if (value !== undefined) return { ...fields, [name]: value };
  const { [name]: _gone, ...others } = fields;
  return others;
}

/// A copy with one value changed; `undefined` takes the field out. A path into a rule that is not there changes nothing.
export function write(set: RuleSet, path: string, value: unknown): RuleSet {
  const [first = '', ...rest] = path.split('/');
  if (first !== RULES) return writeIn(set, [first, ...rest], value) as RuleSet;
  const [id = '', ...inside] = rest;
  const rules = set.rules.map((rule) => (rule.id === id ? (writeIn(rule, inside, value) as Rule) : rule));
  return { ...set, rules };
}

/// The server's place of a mistake (`/rules/1/under_usual`, or `rules[1].under_usual`) as a path of ours.
export function pathOf(place: string, set: RuleSet): string {
  // Of `ligne 3, colonne 5, /rules/1/limit` the pointer.
  const pointer = place.includes('/') ? place.slice(place.indexOf('/')) : place;
  const [first = '', second = '', ...rest] = pointer.split(/[/.[\]]+/).filter(Boolean);
  if (first !== RULES || !second) return [first, second, ...rest].filter(Boolean).join('/');
  const rule = /^\d+$/.test(second) ? set.rules[Number(second)] : undefined;
  return [first, rule?.id ?? second, ...rest].join('/');
}
