import { describe, expect, test } from 'vitest';
import { type Raw, readAnswer } from './answer';

const ids = new Set(['a', 'b']);
const raw = (over: Partial<Raw>): Raw => ({
  status: 200,
  type: 'application/json',
  body: '{}',
  retry_after: null,
  ...over,
});
const results = (...list: unknown[]) => raw({ body: JSON.stringify({ results: list }) });
const problem = (status: number, code: string) =>
  raw({
    status,
    type: 'application/problem+json',
    body: JSON.stringify({ code, status, title: code, detail: code }),
  });

describe('what counts as acknowledged', () => {
  test('stored and duplicate, for ids that were sent', () => {
    const verdict = readAnswer(
      results({ id: 'a', outcome: 'stored' }, { id: 'b', outcome: 'duplicate' }),
      ids,
    );
    expect(verdict).toMatchObject({ kind: 'results', acknowledged: [{ id: 'a' }, { id: 'b' }], refused: [] });
  });

  test('not an id that was never sent, nor an outcome nobody knows', () => {
    const verdict = readAnswer(
      results({ id: 'z', outcome: 'stored' }, { id: 'a', outcome: 'perhaps' }, null, 7),
      ids,
    );
    expect(verdict).toEqual({ kind: 'results', acknowledged: [], refused: [] });
  });

  test.each([
    ['a page of a captive portal', raw({ type: 'text/html', body: '<h1>Wi-Fi</h1>' })],
    ['a page that claims to be JSON', raw({ body: '<h1>Wi-Fi</h1>' })],
    ['JSON of somebody else', raw({ body: '{"ok":true}' })],
    ['an empty 200', raw({ body: '' })],
    ['an array', raw({ body: '[{"id":"a","outcome":"stored"}]' })],
    ['a 201 that says the right thing', { ...results({ id: 'a', outcome: 'stored' }), status: 201 }],
    ['JSON under another type', { ...results({ id: 'a', outcome: 'stored' }), type: 'text/plain' }],
  ])('not %s', (_, answer) => {
    expect(readAnswer(answer, ids).kind).toBe('later');
  });
});

describe('what is not a success', () => {
  test('401 of our server asks for a token; 401 of a proxy does not', () => {
    expect(readAnswer(problem(401, 'unauthenticated'), ids).kind).toBe('unauthenticated');
    expect(readAnswer(raw({ status: 401, type: 'text/html' }), ids).kind).toBe('later');
  });

  test.each([400, 413, 422])('%i of our server asks for smaller batches; of a proxy it waits', (status) => {
    expect(readAnswer(problem(status, 'x'), ids).kind).toBe('too_much');
    expect(readAnswer(raw({ status, type: 'text/html' }), ids).kind).toBe('later');
  });

  test('Retry-After is heard in seconds, and not for longer than an hour', () => {
    const busy = (retry_after: string | null) =>
      readAnswer({ ...problem(503, 'overloaded'), retry_after }, ids);
    expect(busy('7')).toEqual({ kind: 'later', retry_after_ms: 7_000 });
    expect(busy('999999')).toEqual({ kind: 'later', retry_after_ms: 3_600_000 });
    expect(busy('soon')).toEqual({ kind: 'later', retry_after_ms: 0 });
    expect(busy(null)).toEqual({ kind: 'later', retry_after_ms: 0 });
  });
});
