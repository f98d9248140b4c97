import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { en as baseEn } from './en';
import { fr as baseFr } from './fr';
import { addWords, fill, type Key, setLang, t } from './index';

/// Every area's words, found by their folder: a new area is tested without a line here.
type Words = Record<string, string>;
const found = {
  fr: import.meta.glob<Record<string, Words>>('./*/fr.ts', { eager: true }),
  en: import.meta.glob<Record<string, Words>>('./*/en.ts', { eager: true }),
};
const areas = (language: 'fr' | 'en') =>
  Object.entries(found[language]).map(
    ([file, module]) =>
      [file.split('/')[1] ?? '', Object.assign({}, ...Object.values(module)) as Words] as const,
  );
const all = (base: Words, language: 'fr' | 'en') =>
  Object.assign({}, base, ...areas(language).map(([, words]) => words)) as Record<Key, string>;
const fr = all(baseFr, 'fr');
const en = all(baseEn, 'en');
const keys = Object.keys(fr) as Key[];
const LANGUAGES = { fr, en } as const;
const blanks = (text: string) => [...text.matchAll(/\{(\w+)\}/g)].map((match) => match[1]).sort();

/// What is read at a door, in a hurry.
const MAX_WORDS = 12;
const sentences = (text: string) => text.split(/(?<=[.!?:])\s+/);
const words = (sentence: string) =>
  sentence.split(/[\s’']+/).filter((word) => /\p{L}|\d|\{/u.test(word)).length;

describe.each(Object.entries(LANGUAGES))('%s', (_, dictionary) => {
  test('has every key and no empty sentence', () => {
    expect(Object.keys(dictionary).sort()).toEqual([...keys].sort());
    for (const key of keys) expect(dictionary[key].trim(), key).not.toBe('');
  });

  test.each(keys.filter((key) => /^(aide|urgence|face|axis)\./.test(key)))('%s is short', (key) => {
    for (const sentence of sentences(dictionary[key])) {
      expect(words(sentence), sentence).toBeLessThanOrEqual(MAX_WORDS);
    }
  });

  test('plurals come in pairs', () => {
    for (const key of keys.filter((key) => key.endsWith('_one'))) {
      expect(keys).toContain(key.replace(/_one$/, '_other'));
    }
  });
});

test('both languages leave the same blanks', () => {
  for (const key of keys) expect(blanks(en[key]), key).toEqual(blanks(fr[key]));
});

test('French words for the aide hold no jargon and no English', () => {
  const jargon = /synchron|serveur|cache|upload|login|token|offline|erreur \d|\bOK\b/i;
  for (const key of keys.filter((key) => key.startsWith('aide.'))) expect(fr[key], key).not.toMatch(jargon);
});

/// An area's words are only there once it is loaded: nothing outside its folder may say them, but for these.
const WHERE: Record<string, RegExp> = {
  // Pages of the working area: its words are there before theirs.
  work: /^areas\/(work|person|plan|caseload)\//,
  triage: /^areas\/(work|person|plan|caseload)\//,
  case: /^areas\/(work|person|plan|caseload)\//,
  plan: /^areas\/(plan|person|caseload)\//,
  admin: /^areas\/(admin|lab)\//,
  // A copy is also handed out from the person's own file, which loads the words with its own.
  register: /^areas\/(register|person)\//,
  // Loaded with the doors, before there is an area.
  door: /^session\/(Enrol|Install|Provider|SecondStep|SignIn)\//,
};
const OWN = areas('fr').map(
  ([name, words]) => [words, WHERE[name] ?? new RegExp(`^areas/${name}/`)] as const,
);
const SOURCES = join(import.meta.dirname, '..');

test('each area says only words that come with it', () => {
  const files = readdirSync(SOURCES, { recursive: true, encoding: 'utf8' })
    .filter((file) => /\.tsx?$/.test(file) && !/\.test\.|^i18n\//.test(file))
    .map((file) => [file, readFileSync(join(SOURCES, file), 'utf8')] as const);
  const strangers = OWN.flatMap(([words, folders]) => {
    const prefixes = [...new Set(Object.keys(words).map((key) => key.split('.')[0]))];
    const said = new RegExp(`\\b(?:t|tn|wordOr)\\(\\s*['"\`](${prefixes.join('|')})[.'"\`]`);
    return files.filter(([file, text]) => !folders.test(file) && said.test(text)).map(([file]) => file);
  });
  expect(strangers).toEqual([]);
});

beforeEach(() => vi.stubGlobal('document', { documentElement: { lang: '' } }));

test('the words of an area come in the language of the page, and stay when it changes', async () => {
  const part = { fr: { 'x.y': 'oui' }, en: async () => ({ 'x.y': 'yes' }) };
  const said = () => t('x.y' as Key);
  expect(said()).toBe('x.y');
  await addWords(part);
  expect(said()).toBe('oui');
  await setLang('en');
  expect([said(), t('app.close')]).toEqual(['yes', baseEn['app.close']]);
  await setLang('fr');
  expect([said(), t('app.close')]).toEqual(['oui', baseFr['app.close']]);
});

test('an area whose English does not arrive speaks French', async () => {
  await setLang('en');
  const part = { fr: { 'x.z': 'repli' }, en: () => Promise.reject(new Error('offline')) };
  await addWords(part);
  expect(t('x.z' as Key)).toBe('repli');
});

test('blanks are filled, and a missing value stays visible', () => {
  expect(fill('{a} et {b}', { a: 1 })).toBe('1 et {b}');
});
