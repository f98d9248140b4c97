import { expect, test } from 'vitest';
import { addWords } from '../../../i18n';
import { lab } from '../../../i18n/lab/fr';
import { pathWords, problemWords, ruleSentence, signed, valueWords } from '../words';
import { effectSentence } from './effect';

await addWords({ fr: lab, en: async () => ({}) });

test('one sentence says what a publication changes', () => {
  const said = [
    effectSentence({ kind: 'more', n: 3 }),
    effectSentence({ kind: 'fewer', n: 1 }),
    effectSentence({ kind: 'same' }),
    effectSentence({ kind: 'unknown' }),
  ];
  expect(said).toEqual([
    'Environ 3 alertes de plus par semaine.',
    'Environ 1 alerte de moins par semaine.',
    'À peu près autant d’alertes qu’aujourd’hui.',
    'Effet inconnu : pas de rejeu de ce brouillon sur des données.',
  ]);
});

test('a rule says itself with its own numbers, in French ones', () => {
  expect(ruleSentence('drop', { under_usual: 1.8, within_days: 30 })).toBe(
    'Deux notes de suite au moins 1,8 point sous l’habituel, en 30 jours au plus.',
  );
  expect(ruleSentence('never_heard_of', {})).toBe('');
});

test('values, units and places are words', () => {
  expect([valueWords(1.8, 'points'), valueWords(2.5, 'points'), valueWords(true)]).toEqual([
    '1,8 point',
    '2,5 points',
    'oui',
  ]);
  expect([valueWords(['health', 'mood']), valueWords(undefined)]).toEqual(['santé, moral', '–']);
  const kinds = (id: string) => ({ drop: 'drop', my_drop: 'drop' })[id];
  expect([
    pathWords('rules/drop/under_usual', kinds),
    pathWords('rules/my_drop/enabled', kinds),
    pathWords('baseline/lag_days', kinds),
    pathWords('rules/drop/new_field', kinds),
  ]).toEqual([
    'Chute › Sous l’habituel de',
    'Chute (my_drop)',
    'Niveau habituel › Recul',
    'Chute › new_field',
  ]);
});

test('a difference carries its sign', () => {
  expect([signed(3.04), signed(-2), signed(0.01)]).toEqual(['+3', '−2', '0']);
});

test('a suggestion is said once', () => {
  expect(problemWords({ detail: 'Inconnu.', suggestion: 'lowest' })).toBe('Inconnu. Peut-être : lowest');
  expect(problemWords({ detail: 'Inconnu : lowest ?', suggestion: 'lowest' })).toBe('Inconnu : lowest ?');
});
