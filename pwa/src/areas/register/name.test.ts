import { expect, test } from 'vitest';
import { isTheName } from './name';

test('accents, case and hyphens do not matter, another name does', () => {
  expect(isTheName(' mme helene l oeillet-noel', 'Mme Hélène L’Œillet-Noël')).toBe(true);
  expect(isTheName('Mme Hélène', 'Mme Hélène L’Œillet-Noël')).toBe(false);
  expect(isTheName('', 'Mme Hélène')).toBe(false);
});
