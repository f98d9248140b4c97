/// Values and names of a rule set as a person reads them.
import { lang, t, tn, wordOr } from '../../i18n';
import type { Unit } from './rules/fields';
import type { Fields } from './rules/model';

const numbers = new Map<string, Intl.NumberFormat>();

export function number(value: number, digits = 2): string {
  const key = `${lang.value}/${digits}`;
  let found = numbers.get(key);
  if (!found) {
    found = new Intl.NumberFormat(lang.value, { maximumFractionDigits: digits });
    numbers.set(key, found);
  }
  return found.format(value);
}

export const percent = (share: number) => t('lab.percent', { n: Math.round(share * 100) });

/// With a sign, for differences: `+3`, `−2`, `0`.
export function signed(value: number): string {
  const text = number(Math.abs(value), 1);
  if (text === '0') return text;
  return `${value > 0 ? '+' : '−'}${text}`;
}

export function valueWords(value: unknown, unit: Unit = 'none'): string {
  if (value === undefined || value === null) return '–';
  if (typeof value === 'boolean') return t(value ? 'lab.yes' : 'lab.no');
  if (Array.isArray(value)) return value.map((one) => valueWords(one)).join(', ');
  if (typeof value === 'number')
    return unit === 'none' ? number(value) : `${number(value)} ${unitWord(unit, value)}`;
  return wordOr('lab.axis', String(value));
}

/// The unit as it is said of this number: French says `1,8 point`, English `1.8 points`.
export const unitWord = (unit: Unit, value: number) => (unit === 'none' ? '' : tn(`lab.unit.${unit}`, value));

/// The kind's own word for a field, the general one, or the name as it stands in the file.
export function fieldWord(kind: string, field: string): string {
  const own = wordOr('lab.field', `${kind}.${field}`);
  return own === `${kind}.${field}` ? wordOr('lab.field', field) : own;
}

export function fieldHelp(kind: string, field: string): string {
  const own = wordOr('lab.help', `${kind}.${field}`);
  if (own !== `${kind}.${field}`) return own;
  const general = wordOr('lab.help', field);
  return general === field ? '' : general;
}

export function ruleWord(id: string, kind?: string): string {
  const known = wordOr('lab.rule', id);
  if (known !== id || !kind) return known;
  const word = wordOr('lab.rule', kind);
  return kind === id ? word : `${word} (${id})`;
}

/// What a rule does in one sentence, with its own numbers.
export function ruleSentence(kind: string, fields: Fields): string {
  const sentence = wordOr('lab.what', kind);
  if (sentence === kind) return '';
  return sentence.replace(/\{(\w+)\}/g, (whole, name: string) => {
    const value = fields[name];
    return value === undefined ? whole : valueWords(value);
  });
}

/// A path of the rule set in words: `Chute › Sous l’habituel de`.
export function pathWords(path: string, kindOf: (id: string) => string | undefined): string {
  const [first = '', second = '', ...rest] = path.split('/');
  const field = rest.at(-1) ?? second;
  if (first === 'rules') {
    const kind = kindOf(second);
    const rule = ruleWord(second, kind);
    if (rest.length === 0) return rule;
    return field === 'enabled' ? rule : `${rule} › ${fieldWord(kind ?? '', field)}`;
  }
  if (!second) return wordOr('lab.rule', first);
  return `${wordOr('lab.rule', first)} › ${fieldWord(first, field)}`;
}

/// A mistake in words; its suggestion unless the words say it already.
export function problemWords({ detail, suggestion }: { detail: string; suggestion: string | null }): string {
  if (!suggestion || detail.includes(suggestion)) return detail;
  return `${detail} ${t('lab.suggestion', { text: suggestion })}`;
}
