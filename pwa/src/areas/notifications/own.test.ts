import { expect, test } from 'vitest';
import { hashOf } from './own';

// From `printf abc | openssl dgst -sha256 -binary | basenc --base64url`.
test('an endpoint is named by its digest', async () => {
  expect(await hashOf('abc')).toBe('ungWv48Bz-pBQUDeXa4iI7ADYaOWF3qctBD_YfIAFa0');
});
