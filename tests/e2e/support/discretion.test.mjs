import assert from 'node:assert/strict';
import { test } from 'node:test';
import { indiscretions } from './discretion.mjs';

test('names and health words are found whatever their case and accents', () => {
  const names = ['Mme Hélène Roux', 'M. de La Tour'];
  assert.deepEqual(indiscretions('Vigie : 1 alerte élevée, secteur Nord', names), []);
  assert.deepEqual(indiscretions('Alerte pour HELENE', names), ['helene']);
  assert.deepEqual(indiscretions('La tour penche', names), ['tour']);
  assert.deepEqual(indiscretions('Sa santé baisse, deux chutes', names), ['sante', 'chutes']);
});
