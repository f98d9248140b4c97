import { encode } from 'uqr';
import { expect, test } from 'vitest';
import { pathOf } from './Qr';

test('a run of dark modules is one box', () => {
  expect(
    pathOf([
      [true, true, false, true],
      [false, false, true, true],
    ]),
  ).toBe('M0 0h2v1H0zM3 0h1v1H3zM2 1h2v1H2z');
});

test('every dark module is drawn, and no other', () => {
  const { data } = encode('https://vigie.exemple.fr/bienvenue#k3Jd9sPqL2mZx7Vt1Bn8Rf5Wc0Ya6Ue4', {
    border: 4,
  });
  const drawn = data.map((row) => row.map(() => false));
  for (const [, x, y, width] of pathOf(data).matchAll(/M(\d+) (\d+)h(\d+)/g)) {
    for (let i = 0; i < Number(width); i += 1) {
      const row = drawn[Number(y)];
      if (row) row[Number(x) + i] = true;
    }
  }
  expect(drawn).toEqual(data);
});
