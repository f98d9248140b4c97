import { expect, test } from 'vitest';
import { hereOf, placesOf } from './places';

const hrefs = (role: Parameters<typeof placesOf>[0]) => placesOf(role).map((place) => place.href);

test('a coordinator is not led to figures or to the sector view, a referent starts with the sector', () => {
  expect(hrefs('coordinator')).toEqual([
    '/alertes',
    '/suivis',
    '/suivi-renforce',
    '/suppleance',
    '/partenaires',
  ]);
  expect(hrefs('sector_referent')[0]).toBe('/secteur');
  expect(hrefs('sector_referent')).toContain('/impact');
});

test('an administrator is led to no page about a person', () => {
  for (const page of ['/alertes', '/suivis', '/secteur', '/signaux']) {
    expect(hrefs('administrator')).not.toContain(page);
  }
  // How many each coordinator bears, and what waits for a decision: without the persons.
  expect(hrefs('administrator')).toContain('/suivi-renforce');
});

test.each([
  ['/alertes', '/alertes'],
  ['/alertes/42', '/alertes'],
  ['/suivi-renforce', '/suivi-renforce'],
  ['/suivis', '/suivis'],
  ['/personnes/42', undefined],
  ['/', '/alertes'],
])('%s lies under %s', (path, expected) => {
  expect(hereOf(placesOf('coordinator'), path)?.href).toBe(expected);
});
