import { expect, test } from 'vitest';
import { strength } from './strength';

test('counts characters, not bytes', () => {
  expect(strength('éééééé')).toEqual({ kind: 'short', missing: 6 });
  expect(strength('🙂'.repeat(11))).toEqual({ kind: 'short', missing: 1 });
});

test.each(['aaaaaaaaaaaa', 'motdepasse12345', 'AZERTYuiop12', 'abcabcabcabc'])(
  '%s is easy to guess',
  (password) => {
    expect(strength(password).kind).toBe('weak');
  },
);

test('several words are good', () => {
  expect(strength('cheval bleu sous la pluie').kind).toBe('good');
});
