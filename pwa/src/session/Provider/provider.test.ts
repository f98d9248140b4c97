import { expect, test } from 'vitest';
import { readBack, startAt } from './provider';

test('an arrival goes on to a page of our own and nowhere else', () => {
  expect(readBack('?oidc=arrived&to=%2Falertes')).toEqual({ kind: 'arrived', to: '/alertes' });
  for (const bad of ['%2F%2Fevil.example', 'https%3A%2F%2Fevil.example', '%2F%5Cevil.example', '']) {
    expect(readBack(`?oidc=arrived&to=${bad}`)).toEqual({ kind: 'arrived', to: '/' });
  }
});

test('a refusal is told in words we have, also one of a newer server', () => {
  expect(readBack('?oidc=closed')).toEqual({ kind: 'refused', why: 'closed' });
  expect(readBack('?oidc=something')).toEqual({ kind: 'refused', why: 'again' });
  expect(readBack('')).toEqual({ kind: 'none' });
});

test('the way there remembers the page', () => {
  expect(startAt('/alertes/1')).toBe('/api/oidc/start?to=%2Falertes%2F1');
  expect(startAt('/connexion')).toBe('/api/oidc/start?to=%2F');
});
