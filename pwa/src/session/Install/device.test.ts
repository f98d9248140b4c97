import { expect, test } from 'vitest';
import { isApple } from './device';

const MAC =
  'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 Version/17.4 Safari/605.1.15';

test.each([
  ['Mozilla/5.0 (iPhone; CPU iPhone OS 18_4 like Mac OS X) AppleWebKit/605.1.15', 5, true],
  [MAC, 5, true],
  [MAC, 0, false],
  ['Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 Chrome/138.0.0.0 Mobile', 5, false],
])('%s with %i fingers', (userAgent, touchPoints, expected) => {
  expect(isApple({ userAgent, touchPoints })).toBe(expected);
});
