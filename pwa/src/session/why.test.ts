import { expect, test } from 'vitest';
import { endedWords, farewellOf } from './why';

test('a phone forgets when it was lost, replaced, or its owner left, and for nothing else', () => {
  for (const reason of ['lost_phone', 'new_phone', 'disabled']) expect(farewellOf(reason)).toBe(reason);
  for (const reason of ['signed_out', 'reuse', 'anything', '', null, undefined]) {
    expect(farewellOf(reason)).toBeNull();
  }
});

test('what nobody explains has expired', () => {
  expect(endedWords('lost_phone')).toBe('ended.lost_phone');
  expect(endedWords(null)).toBe('app.ended');
  expect(endedWords('toString')).toBe('app.ended');
});
