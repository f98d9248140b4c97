/// What differs between two rule sets, one line a value; and carrying a draft's changes over to a newer version. Pure.
import { type Fields, isFields, type RuleSet, write } from './model';

export type Change = { path: string; from: unknown; to: unknown };

/// Numbers the store gives by itself.
const NUMBERED = new Set(['version']);

function flatten(fields: Fields, prefix: string, into: Map<string, unknown>): void {
  for (const [name, value] of Object.entries(fields)) {
    if (NUMBERED.has(name)) continue;
    const path = prefix ? `${prefix}/${name}` : name;
    if (isFields(value)) flatten(value, path, into);
    else into.set(path, value);
  }
}

function flat(set: RuleSet): Map<string, unknown> {
  const { rules, ...rest } = set;
  const into = new Map<string, unknown>();
  flatten(rest, '', into);
  for (const { id, ...fields } of rules) flatten(fields, `rules/${id}`, into);
  return into;
}

const same = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b);

export function changes(from: RuleSet, to: RuleSet): Change[] {
  const [before, after] = [flat(from), flat(to)];
  const paths = new Set([...before.keys(), ...after.keys()]);
  return [...paths]
    .filter((path) => !same(before.get(path), after.get(path)))
    .map((path) => ({ path, from: before.get(path), to: after.get(path) }));
}

/// The same rules, whatever numbers the store gave them.
export const sameRules = (a: RuleSet, b: RuleSet) => changes(a, b).length === 0;

const ids = (set: RuleSet) => set.rules.map((rule) => rule.id);

/// Our own changes to `base`, made again on `newest`. Rules we added come along, those we took out go.
export function carryOver(base: RuleSet, draft: RuleSet, newest: RuleSet): RuleSet {
  const [old, now] = [ids(base), ids(draft)];
  const added = draft.rules.filter((rule) => !old.includes(rule.id) && !ids(newest).includes(rule.id));
  const kept = newest.rules.filter((rule) => now.includes(rule.id) || !old.includes(rule.id));
  const start: RuleSet = { ...newest, rules: [...kept, ...added] };
  return changes(base, draft).reduce((set, { path, to }) => write(set, path, to), start);
}
