import { expect, test } from 'vitest';
import { completed, idFrom, nameless, newAction, newKind } from './lists';

test.each([
  ['Portage de repas', [], 'portage_de_repas'],
  ['Élagage – 2e passage', [], 'elagage_e_passage'],
  ['Aide', ['aide'], 'aide_b'],
  ['Aide', ['aide', 'aide_b'], 'aide_c'],
  ['42', [], 'x_x'],
  ['A', [], 'a_x'],
])('%s becomes an id', (name, taken, id) => {
  expect(idFrom(name, taken)).toBe(id);
});

test('an id is never longer than the server takes, and ends with a letter', () => {
  const id = idFrom('Accompagnement à la vie sociale et aux démarches administratives', []);
  expect(id.length).toBeLessThanOrEqual(38);
  expect(id).toMatch(/^[a-z_]+[a-z]$/);
});

test('new lines get an id of their own and a name in both languages; old ones keep theirs', () => {
  const line = (fr: string) => ({ ...newAction(), label: { fr, en: '' } });
  const old = { ...newAction(), id: 'visit', label: { fr: ' Visite ', en: 'Visit' } };
  const { actions } = completed({ actions: [old, line('Visite'), line('Visite')], partner_kinds: [] });
  expect(actions.map((action) => action.id)).toEqual(['visit', 'visite', 'visite_b']);
  expect(actions.map((action) => action.label)).toEqual([
    { fr: 'Visite', en: 'Visit' },
    { fr: 'Visite', en: 'Visite' },
    { fr: 'Visite', en: 'Visite' },
  ]);
});

test('a line without a name is seen', () => {
  expect(nameless({ actions: [], partner_kinds: [newKind()] })).toBe(true);
  expect(nameless({ actions: [{ ...newAction(), label: { fr: 'x', en: '' } }], partner_kinds: [] })).toBe(
    false,
  );
});
