import { describe, expect, test } from 'vitest';
import { en } from './en';
import { fr } from './fr';
import { fill, type Key } from './index';

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

test('blanks are filled, and a missing value stays visible', () => {
  expect(fill('{a} et {b}', { a: 1 })).toBe('1 et {b}');
});
