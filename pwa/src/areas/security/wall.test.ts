import { expect, test } from 'vitest';
import type { Failure } from '../../api/problem';
import { firstMistake, secretMistake } from './wall';

const failure = (...errors: [string, string][]) =>
  ({
    ok: false,
    kind: 'problem',
    status: 422,
    problem: {
      title: 'Titre',
      detail: 'Des champs',
      errors: errors.map(([pointer, detail]) => ({ pointer, detail })),
    },
  }) as unknown as Failure;

test('the password is asked only when the server names it', () => {
  expect(secretMistake(failure(['/secret', 'Mot de passe faux.']))).toBe('Mot de passe faux.');
  expect(secretMistake(failure(['/code', 'Code faux.']))).toBeNull();
  expect(secretMistake(failure())).toBeNull();
  expect(secretMistake({ ok: false, kind: 'unreachable' })).toBeNull();
});

test('a mistake is said in its own words, or else in those of the refusal', () => {
  expect(firstMistake(failure(['/code', 'Code faux.']))).toBe('Code faux.');
  expect(firstMistake(failure())).toBe('Des champs');
});
