import { expect, test } from 'vitest';
import type { Failure } from '../../api/problem';
import { checked } from './check';

const problem = (status: number, code: string): Failure => ({
  ok: false,
  kind: 'problem',
  status,
  problem: { type: 'about:blank', status, code, title: code, detail: `${code}.` },
});

test('only a link that was used is said to have been used', () => {
  expect(checked('t', problem(410, 'enrolment_spent'))).toEqual({ kind: 'spent' });
  expect(checked('t', problem(503, 'unavailable'))).toEqual({ kind: 'refused', why: 'unavailable.' });
  expect(checked('t', problem(500, 'internal'))).toEqual({ kind: 'refused', why: 'internal.' });
  expect(checked('t', { ok: false, kind: 'unreachable' })).toEqual({ kind: 'unreachable' });
});

test('a good link opens', () => {
  const check = { name: 'Élise', role: 'aide', login: 'elise', needs_password: false } as never;
  expect(checked('t', { ok: true, data: check })).toEqual({ kind: 'open', token: 't', check });
});
