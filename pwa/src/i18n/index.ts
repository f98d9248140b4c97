/// Words on screen. `fr` is the source and always there; `en` is loaded when asked for. The words of an area lie in
/// a folder of their own and come with its chunk (`addWords`), so that an aide's phone does not load them.
/// To add a sentence: one key in `fr.ts`, the same in `en.ts` beside it (a missing one is a type error).
/// Plurals: two keys ending in `_one` and `_other`, read with `tn`.
import { signal } from '@preact/signals';
import type { Label, Locale } from '../api/types';
import type { accounts } from './accounts/fr';
import type { admin } from './admin/fr';
import type { casework } from './case/fr';
import type { cover } from './cover/fr';
import type { door } from './door/fr';
import { fr } from './fr';
import type { impact } from './impact/fr';
import type { imports } from './imports/fr';
import type { jobs } from './jobs/fr';
import type { journal } from './journal/fr';
import type { lab } from './lab/fr';
import type { letters } from './letters/fr';
import type { nav } from './nav/fr';
import type { notifications } from './notifications/fr';
import type { partners } from './partners/fr';
import type { person } from './person/fr';
import type { place } from './place/fr';
import type { plan } from './plan/fr';
import type { register } from './register/fr';
import type { sector } from './sector/fr';
import type { security } from './security/fr';
import type { settings } from './settings/fr';
import type { signals } from './signals/fr';
import type { triage } from './triage/fr';
import type { work } from './work/fr';

export type Key = keyof (typeof fr &
  typeof work &
  typeof accounts &
  typeof admin &
  typeof lab &
  typeof nav &
  typeof notifications &
  typeof cover &
  typeof door &
  typeof partners &
  typeof impact &
  typeof journal &
  typeof jobs &
  typeof letters &
  typeof imports &
  typeof settings &
  typeof register &
  typeof sector &
  typeof security &
  typeof signals &
  typeof person &
  typeof place &
  typeof plan &
  typeof triage &
  typeof casework);
type Words = Readonly<Record<string, string>>;
/// The words of one area.
export type Part = { fr: Words; en: () => Promise<Words> };
type PluralBase<K> = K extends `${infer Base}_other` ? Base : never;
export type PluralKey = PluralBase<Key>;
export type Values = Record<string, string | number>;

const STORED = 'vigie-lang';

export const lang = signal<Locale>('fr');
const words = signal<Words>(fr);
const parts: Part[] = [{ fr, en: () => import('./en').then((chunk) => chunk.en) }];

export function fill(text: string, values: Values): string {
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole));
}

export function t(key: Key, values?: Values): string {
  const text = words.value[key] ?? key;
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

/// Everything known in a language. French lies under the English, in case a part of it did not arrive.
async function gather(locale: Locale): Promise<Words> {
  const french = Object.assign({}, ...parts.map((part) => part.fr));
  if (locale === 'fr') return french;
  return Object.assign(french, ...(await Promise.all(parts.map((part) => part.en()))));
}

/// Called by the loader of an area, before it is shown.
export async function addWords(part: Part): Promise<void> {
  if (parts.includes(part)) return;
  parts.push(part);
  words.value = { ...part.fr, ...words.value };
  if (lang.value === 'fr') return;
  const english = await part.en().catch(() => ({}));
  if (lang.value === 'en') words.value = { ...words.value, ...english };
}

export async function setLang(next: Locale): Promise<void> {
  words.value = await gather(next);
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
  return words.value[`${prefix}.${name}`] ?? name;
}
