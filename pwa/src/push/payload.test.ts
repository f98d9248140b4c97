import { describe, expect, test } from 'vitest';
import { ownAddress, readPayload } from './payload';

const ORIGIN = 'https://vigie.example';

test('shows what the server wrote', () => {
  const raw = JSON.stringify({
    web_push: 8030,
    notification: {
      title: 'Vigie',
      body: '1 alerte élevée, secteur Nord',
      navigate: `${ORIGIN}/alertes/1`,
      tag: 'alert-1',
      lang: 'fr',
      silent: false,
    },
    id: 'm1',
    receipt: 'm1.s1.mac',
  });
  expect(readPayload(raw, ORIGIN)).toMatchObject({
    title: 'Vigie',
    options: {
      body: '1 alerte élevée, secteur Nord',
      tag: 'alert-1',
      lang: 'fr',
      silent: false,
      data: { navigate: `${ORIGIN}/alertes/1` },
    },
    receipt: 'm1.s1.mac',
  });
});

test.each([undefined, null, '', 7, {}, 'x'.repeat(401)])('a receipt like %j is none', (receipt) => {
  expect(readPayload(JSON.stringify({ notification: {}, receipt }), ORIGIN).receipt).toBeNull();
});

describe('something is always shown', () => {
  test.each([
    null,
    '',
    'not json',
    '[]',
    'null',
    '7',
    '{"notification":null}',
    '{"notification":{"title":7,"body":{}}}',
  ])('for %j', (raw) => {
    const shown = readPayload(raw, ORIGIN);
    expect(shown.title).toBe('Vigie');
    expect(shown.options.body).not.toBe('');
    expect(shown.options.data.navigate).toBe(`${ORIGIN}/`);
  });
});

test.each([
  ['https://evil.example/alertes/1', `${ORIGIN}/`],
  ['javascript:alert(1)', `${ORIGIN}/`],
  ['//evil.example', `${ORIGIN}/`],
  ['/signaux', `${ORIGIN}/signaux`],
  ['http://vigie.example/', `${ORIGIN}/`],
  [undefined, `${ORIGIN}/`],
])('the address %j leads to %s', (address, expected) => {
  expect(ownAddress(address, ORIGIN)).toBe(expected);
});
