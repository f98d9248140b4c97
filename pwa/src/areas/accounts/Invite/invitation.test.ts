import { expect, test } from 'vitest';
import { hoursLeft, smsLink, spoken } from './invitation';

test.each([
  ['K7M3PX', 'K7M-3PX'],
  ['K7M-3PX', 'K7M-3PX'],
])('%s is read out as %s', (code, expected) => {
  expect(spoken(code)).toBe(expected);
});

test('the text goes to the number as it was typed, without its spaces', () => {
  expect(smsLink('06 00 00 00 01', 'Ouvrez : https://x/#a')).toBe(
    'sms:0600000001?&body=Ouvrez%20%3A%20https%3A%2F%2Fx%2F%23a',
  );
  expect(smsLink('+33 6 00', 'a')).toBe('sms:+33600?&body=a');
  expect(smsLink(null, 'a')).toBe('sms:?&body=a');
});

test('an hour that has begun still counts; what is over has none', () => {
  const until = '2026-03-03T10:00:00Z';
  expect(hoursLeft(until, Date.parse('2026-03-02T10:00:00Z'))).toBe(24);
  expect(hoursLeft(until, Date.parse('2026-03-03T09:59:00Z'))).toBe(1);
  expect(hoursLeft(until, Date.parse('2026-03-03T10:00:01Z'))).toBe(0);
});
