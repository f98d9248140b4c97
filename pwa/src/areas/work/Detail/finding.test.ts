import { expect, test } from 'vitest';
import { addWords } from '../../../i18n';
import { work } from '../../../i18n/work/fr';
import { findingIcon, findingWord } from './finding';

await addWords({ fr: work, en: async () => ({}) });

test('each kind of rule has its own word, and what is not known speaks as its family', () => {
  const said = ['ewma', 'drift', 'cusum', 'silence', 'silence_unrated', 'made_up'].map((rule) =>
    findingWord({ rule, family: 'scores' }),
  );
  expect(said).toEqual(['Écart durable', 'Glissement', 'Baisses répétées', 'Silence', 'Silence', 'Notes']);
});

test('an id that merely begins alike is not that rule', () => {
  expect(findingIcon({ rule: 'signature', family: 'silence' })).toBe('silent');
  expect(findingIcon({ rule: 'sign', family: 'signs' })).toBe('eye');
});
