import { expect, test } from 'vitest';
import type { Preferences } from '../../api/notifications';
import { hearsOfAlerts, mistakesOf, onDuty, rebased, sameChoice, silent } from './prefs';

const prefs = (over: Partial<Preferences> = {}): Preferences => ({
  version: 3,
  push: true,
  mail: false,
  email: null,
  quiet_from: null,
  quiet_to: null,
  days: null,
  duty_from: null,
  duty_to: null,
  kinds: { alert_raised: true, digest: true },
  locked: ['alert_raised'],
  effective: {
    quiet_from: '20:00',
    quiet_to: '07:30',
    critical_breaks_quiet: false,
    next_duty_at: '2026-03-02T07:30:00Z',
  },
  ...over,
});

test.each<[Partial<Preferences>, string[]]>([
  [{}, []],
  [{ quiet_from: '21:00', quiet_to: '08:00' }, []],
  [{ quiet_from: '21:00', quiet_to: null }, ['quiet']],
  [{ quiet_from: '21:00', quiet_to: '' }, ['quiet']],
  [{ quiet_from: '21:00', quiet_to: '21:00' }, ['quiet']],
  [{ duty_from: '09:00', duty_to: '17:00' }, []],
  [{ duty_from: '17:00', duty_to: '09:00' }, ['duty']],
  [{ duty_from: '17:00', duty_to: null }, ['duty']],
  [{ days: [] }, ['days']],
  [{ days: ['mon'] }, []],
  [{ mail: true, email: null }, []],
  [{ mail: true, email: 'claire@exemple' }, ['email']],
  [{ mail: true, email: 'claire@exemple.fr' }, []],
  [{ mail: false, email: 'x' }, []],
])('%j has the mistakes %j', (over, expected) => {
  expect(mistakesOf(prefs(over))).toEqual(expected);
});

test('what the server works out is no change of hers', () => {
  const later = { ...prefs().effective, next_duty_at: '2026-03-03T07:30:00Z' };
  expect(sameChoice(prefs(), prefs({ effective: later, version: 4 }))).toBe(true);
  expect(sameChoice(prefs(), prefs({ mail: true }))).toBe(false);
});

test('saved on another device meanwhile: both changes stay', () => {
  const before = prefs();
  const mine = prefs({ kinds: { alert_raised: true, digest: false } });
  const theirs = prefs({ version: 4, mail: true, email: 'claire@exemple.fr' });
  expect(rebased(before, mine, theirs)).toMatchObject({
    version: 4,
    mail: true,
    kinds: { alert_raised: true, digest: false },
  });
});

test('with every channel off nothing reaches her; an aide hears of no alert', () => {
  expect(silent(prefs({ push: false }))).toBe(true);
  expect(silent(prefs({ push: false, mail: true, email: null }))).toBe(true);
  expect(silent(prefs({ push: false, mail: true, email: 'claire@exemple.fr' }))).toBe(false);
  expect(silent(prefs({ mail: true }))).toBe(false);
  expect(hearsOfAlerts(prefs({ kinds: { feedback: true } }))).toBe(false);
});

test('on duty is what the server says, whatever the small difference between two clocks', () => {
  const at = (next_duty_at: string | null) => prefs({ effective: { ...prefs().effective, next_duty_at } });
  const now = new Date('2026-03-02T10:00:00Z');
  expect(onDuty(at('2026-03-02T10:00:20Z'), now)).toBe(true);
  expect(onDuty(at('2026-03-02T09:59:50Z'), now)).toBe(true);
  expect(onDuty(at('2026-03-03T07:30:00Z'), now)).toBe(false);
  expect(onDuty(at(null), now)).toBe(false);
});
