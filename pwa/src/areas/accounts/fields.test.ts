import { expect, test } from 'vitest';
import type { Failure } from '../../api/problem';
import { bodyOf, mistakesOf, newDraft } from './fields';

test('what was left empty is null, so that the server makes a login', () => {
  const draft = { ...newDraft('aide', [{ id: 's1' }]), name: ' Alice Exemple ', phone: '06 00 00 00 00' };
  expect(bodyOf(draft)).toEqual({
    name: 'Alice Exemple',
    login: null,
    sector_ids: ['s1'],
    locale: 'fr',
    email: null,
    phone: '06 00 00 00 00',
  });
});

test('with several sectors one is chosen, not guessed', () => {
  expect(newDraft('aide', [{ id: 's1' }, { id: 's2' }]).sector_ids).toEqual([]);
});

test('a mistake stands beside its field', () => {
  const errors = [{ pointer: '/sector_ids/0', code: 'unknown', detail: 'Secteur inconnu.' }];
  const failure = { ok: false, kind: 'problem', status: 422, problem: { errors } } as unknown as Failure;
  expect(mistakesOf(failure)).toEqual({ sector_ids: 'Secteur inconnu.' });
  expect(mistakesOf({ ok: false, kind: 'unreachable' })).toEqual({});
});
