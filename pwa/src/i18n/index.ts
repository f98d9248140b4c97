/// Words on screen. `fr` is the source and always there; `en` is loaded when asked for.
/// To add a sentence: one key in `fr.ts`, the same in `en.ts` (a missing one is a type error).
/// Plurals: two keys ending in `_one` and `_other`, read with `tn`.
import { signal } from '@preact/signals';
import type { Label, Locale } from '../api/types';
import { fr } from './fr';

export type Key = keyof typeof fr;
export type Dictionary = Record<Key, string>;
type PluralBase<K> = K extends `${infer Base}_other` ? Base : never;
export type PluralKey = PluralBase<Key>;
export type Values = Record<string, string | number>;

const STORED = 'vigie-lang';

export const lang = signal<Locale>('fr');
const words = signal<Dictionary>(fr);

export function fill(text: string, values: Values): string {
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole));
}

export function t(key: Key, values?: Values): string {
  const text = words.value[key];
  return values ? fill(text, values) : text;
}

const plurals = { fr: new Intl.PluralRules('fr'), en: new Intl.PluralRules('en') };

/// `fr` has a third form, 'many', for millions; we read it as 'other'.
export function tn(base: PluralKey, count: number, values: Values = {}): string {
  const form = plurals[lang.value].select(count) === 'one' ? 'one' : 'other';
  return t(`${base}_${form}` as Key, { n: count, ...values });
}

/// For words that come from the federation in both languages.
export const label = (words: Label): string => words[lang.value] || words.fr;

export async function setLang(next: Locale): Promise<void> {
  words.value = next === 'fr' ? fr : (await import('./en')).en;
  lang.value = next;
  document.documentElement.lang = next;
  try {
    localStorage.setItem(STORED, next);
  } catch {
    // Private windows may refuse; the choice then lasts for this page.
  }
}

/// The language chosen on this device, if any.
export function storedLang(): Locale | null {
  try {
    const found = localStorage.getItem(STORED);
    return found === 'fr' || found === 'en' ? found : null;
  } catch {
    return null;
  }
}

/// The word for a name that comes from the server, or the name itself while we have no word for it.
export function wordOr(prefix: string, name: string): string {
  return (words.value as Record<string, string>)[`${prefix}.${name}`] ?? name;
}
