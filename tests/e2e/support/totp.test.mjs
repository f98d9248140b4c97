import assert from 'node:assert/strict';
import { mock, test } from 'node:test';
import { codeOf } from './totp.mjs';

// RFC 6238, appendix B: the last six of eight digits.
const SECRET = 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ';

test('the codes of the standard', () => {
  for (const [seconds, code] of /** @type {const} */ ([
    [59, '287082'],
    [1111111109, '081804'],
    [20000000000, '353130'],
  ])) {
    mock.timers.enable({ apis: ['Date'], now: seconds * 1000 });
    assert.equal(codeOf(SECRET), code);
    mock.timers.reset();
  }
});
