import { expect, test } from 'vitest';
import { creationOptions, requestOptions, toBytes, toText } from './passkey';

test('bytes survive the way to text and back, whatever they are', () => {
  const bytes = Uint8Array.from({ length: 256 }, (_, i) => i);
  const text = toText(bytes.buffer);
  expect(text).not.toMatch(/[+/=]/);
  expect(toBytes(text)).toEqual(bytes);
});

test('what the server sends as text the browser gets as bytes, wrapped or not', () => {
  const plain = {
    challenge: 'AQID',
    rpId: 'vigie.exemple.fr',
    allowCredentials: [{ type: 'public-key', id: '_-8' }],
  };
  for (const options of [plain, { publicKey: plain }]) {
    const { challenge, rpId, allowCredentials } = requestOptions(options);
    expect([challenge, rpId]).toEqual([Uint8Array.of(1, 2, 3), 'vigie.exemple.fr']);
    expect(allowCredentials).toEqual([{ type: 'public-key', id: Uint8Array.of(255, 239) }]);
  }
});

test('a new passkey: challenge, person, and those there are already', () => {
  const made = creationOptions({
    publicKey: {
      challenge: 'AQID',
      rp: { id: 'vigie.exemple.fr', name: 'Vigie' },
      user: { id: 'BAUG', name: 'nadia', displayName: 'Nadia' },
      pubKeyCredParams: [{ type: 'public-key', alg: -7 }],
    },
  });
  expect(made.user).toEqual({ id: Uint8Array.of(4, 5, 6), name: 'nadia', displayName: 'Nadia' });
  expect(made.excludeCredentials).toEqual([]);
  expect(made.rp.name).toBe('Vigie');
});
