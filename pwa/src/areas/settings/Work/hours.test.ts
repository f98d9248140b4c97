import { describe, expect, test } from 'vitest';
import type { Hours } from '../../../api/settings';
import { CLOSED, settings } from '../testing';
import {
  copyMonday,
  endFromField,
  hoursMistakes,
  minutesMistakes,
  nextSpan,
  tidied,
  toField,
  weekMinutes,
} from './hours';

describe('what is wrong with hours', () => {
  test.each<[string, Hours['mon'], string[]]>([
    [
      'nothing',
      [
        ['08:30', '12:30'],
        ['13:30', '17:30'],
      ],
      [],
    ],
    [
      'out of order is put in order',
      [
        ['13:30', '17:30'],
        ['08:30', '12:30'],
      ],
      [],
    ],
    [
      'they touch',
      [
        ['08:00', '12:00'],
        ['12:00', '17:00'],
      ],
      [],
    ],
    ['until midnight', [['20:00', '24:00']], []],
    ['the end first', [['12:30', '08:30']], ['backwards']],
    ['no length', [['08:30', '08:30']], ['backwards']],
    [
      'they overlap',
      [
        ['08:00', '13:00'],
        ['12:00', '17:00'],
      ],
      ['overlap'],
    ],
    ['half written', [['08:00', '']], ['missing']],
  ])('%s', (_, mon, expected) => {
    expect(hoursMistakes({ ...CLOSED, mon }).map((mistake) => mistake.kind)).toEqual(expected);
  });

  test('a week without any', () => {
    expect(hoursMistakes(CLOSED)).toEqual([{ kind: 'empty' }]);
  });
});

test('a week is summed up, and Monday copied without being shared', () => {
  const week = copyMonday({
    ...CLOSED,
    mon: [
      ['08:30', '12:30'],
      ['13:30', '17:30'],
    ],
  });
  expect(weekMinutes(week)).toBe(5 * 8 * 60);
  expect(week.tue).not.toBe(week.mon);
  expect(week.sat).toEqual([]);
});

test('another span begins an hour after the last and stays within the day', () => {
  expect(nextSpan([])).toEqual(['08:30', '12:30']);
  expect(nextSpan([['08:30', '12:30']])).toEqual(['13:30', '17:30']);
  expect(nextSpan([['18:00', '23:30']])).toEqual(['22:00', '24:00']);
});

test('the end of a day is written 24:00 on the wire and 00:00 in a field', () => {
  expect(endFromField(toField('24:00'))).toBe('24:00');
  expect(endFromField('17:30')).toBe('17:30');
});

test('what is sent is in order, each day once', () => {
  const sent = tidied({
    ...settings({
      ...CLOSED,
      mon: [
        ['13:30', '17:30'],
        ['08:30', '12:30'],
      ],
    }),
    working_time: {
      hours: {
        ...CLOSED,
        mon: [
          ['13:30', '17:30'],
          ['08:30', '12:30'],
        ],
      },
      holidays: 'reunion',
      days_off: ['2026-12-24', '2026-05-15', '2026-12-24'],
      critical_always: false,
    },
  });
  expect(sent.working_time.hours.mon[0]).toEqual(['08:30', '12:30']);
  expect(sent.working_time.days_off).toEqual(['2026-05-15', '2026-12-24']);
});

test('minutes that nobody can mean are named by their place', () => {
  const wrong = settings(CLOSED);
  wrong.act_minutes.high = 0;
  wrong.claim_idle_minutes.other = Number.NaN;
  wrong.escalation_minutes.critical = 60 * 24 * 60 + 1;
  expect(minutesMistakes(wrong)).toEqual([
    { what: 'act', severity: 'high' },
    { what: 'escalate', severity: 'critical' },
    { what: 'idle', severity: 'other' },
  ]);
});
