/// Writes a rule set as TOML, for those who keep theirs in a file. Reading is the server's: it says where a mistake is.
import { type Fields, isFields } from './model';

const BARE = /^[A-Za-z0-9_-]+$/;
const key = (name: string) => (BARE.test(name) ? name : JSON.stringify(name));

function plain(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(plain).join(', ')}]`;
  if (isFields(value)) {
    const inside = Object.entries(value).map(([name, inner]) => `${key(name)} = ${plain(inner)}`);
    return `{ ${inside.join(', ')} }`;
  }
  // JSON's escapes are TOML's; numbers and booleans look the same in both.
  return JSON.stringify(value);
}

const isTables = (value: unknown): value is Fields[] =>
  Array.isArray(value) && value.length > 0 && value.every(isFields);

/// Plain values before tables: what follows a table header belongs to that table. Nothing (null) has no TOML.
function lines(fields: Fields, path: string): string[] {
  const entries = Object.entries(fields).filter(([, value]) => value !== null && value !== undefined);
  const own = entries
    .filter(([, value]) => !isFields(value) && !isTables(value))
    .map(([name, value]) => `${key(name)} = ${plain(value)}`);
  const tables = entries.flatMap(([name, value]) => {
    const at = path ? `${path}.${key(name)}` : key(name);
    if (isFields(value)) return ['', `[${at}]`, ...lines(value, at)];
    return isTables(value) ? value.flatMap((one) => ['', `[[${at}]]`, ...lines(one, at)]) : [];
  });
  return [...own, ...tables];
}

export const toToml = (set: Fields): string => `${lines(set, '').join('\n')}\n`;
