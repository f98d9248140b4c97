import { expect, test } from 'vitest';
import type { Partner } from '../../api/partners';
import { found, readSearch, type Search, writeSearch } from './directory';

const partner = (name: string, more: Partial<Partner> = {}): Partner => ({
  id: name,
  ref: null,
  kind: 'nurse',
  name,
  area: null,
  sector_ids: [],
  contact_name: null,
  phone: null,
  email: null,
  availability: null,
  note: null,
  archived: false,
  version: 1,
  ...more,
});
const ALL: Search = { q: '', kind: '', sector: '', archived: false };
const list = [
  partner('Épicerie du Lac', { kind: 'meal_delivery', sector_ids: ['n'] }),
  partner('Cabinet Bleu', { area: 'Vallée haute' }),
  partner('Répit Modèle', { kind: 'respite', contact_name: 'Mme Léger', sector_ids: ['s'] }),
];
const names = (search: Partial<Search>) => found(list, { ...ALL, ...search }).map((one) => one.name);

test('a search looks into name, area and contact, without accents', () => {
  expect(names({ q: 'epicerie' })).toEqual(['Épicerie du Lac']);
  expect(names({ q: 'vallee' })).toEqual(['Cabinet Bleu']);
  expect(names({ q: 'leger' })).toEqual(['Répit Modèle']);
  expect(names({ q: 'rien' })).toEqual([]);
});

test('a partner without sectors serves every sector', () => {
  expect(names({ sector: 'n' })).toEqual(['Cabinet Bleu', 'Épicerie du Lac']);
});

test('kinds and words narrow together', () => {
  expect(names({ kind: 'respite', q: 'modele' })).toEqual(['Répit Modèle']);
  expect(names({ kind: 'nurse', q: 'modele' })).toEqual([]);
});

test('a search is kept in the address', () => {
  const search: Search = { q: 'répit & co', kind: 'respite', sector: 's', archived: true };
  const back = Object.fromEntries(new URLSearchParams(writeSearch(search)));
  expect(readSearch(back)).toEqual(search);
  expect(writeSearch(ALL)).toBe('');
});
