/// Reads the server's answer to a batch. Pure, and suspicious on purpose: captive portals and proxies answer
/// 200 with a page of their own, so only a JSON answer that repeats an id counts for that id.
import type { Problem, RatingResult } from '../api/types';

export type Verdict =
  | { kind: 'results'; acknowledged: RatingResult[]; refused: RatingResult[] }
  /// The token is no longer good: refresh it, then try again.
  | { kind: 'unauthenticated' }
  /// Our server (a problem document) cannot take this batch as it is: send smaller ones.
  | { kind: 'too_much'; problem: Problem }
  /// Anything else: wait and try again.
  | { kind: 'later'; retry_after_ms: number };

export type Raw = { status: number; type: string; body: string; retry_after: string | null };

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

export function readProblem(raw: Raw): Problem | null {
  if (!raw.type.startsWith('application/problem+json')) return null;
  const body = parse(raw.body);
  return isObject(body) && typeof body.code === 'string' ? (body as Problem) : null;
}

function readResults(raw: Raw, ids: ReadonlySet<string>): Verdict {
  const body = raw.type.startsWith('application/json') ? parse(raw.body) : undefined;
  const results = isObject(body) && Array.isArray(body.results) ? body.results : null;
  if (!results) return { kind: 'later', retry_after_ms: 0 };
  const known = results.filter(
    (result): result is RatingResult =>
      isObject(result) && typeof result.id === 'string' && ids.has(result.id),
  );
  return {
    kind: 'results',
    acknowledged: known.filter((r) => r.outcome === 'stored' || r.outcome === 'duplicate'),
    refused: known.filter((r) => r.outcome === 'refused'),
  };
}

/// Retry-After as seconds; a date or nonsense counts as absent.
function retryAfterMs(raw: Raw): number {
  const seconds = Number(raw.retry_after ?? Number.NaN);
  return Number.isFinite(seconds) && seconds > 0 ? Math.min(seconds, 3600) * 1000 : 0;
}

export function readAnswer(raw: Raw, ids: ReadonlySet<string>): Verdict {
  if (raw.status === 200) return readResults(raw, ids);
  const problem = readProblem(raw);
  if (raw.status === 401 && problem) return { kind: 'unauthenticated' };
  if (problem && [400, 413, 422].includes(raw.status)) return { kind: 'too_much', problem };
  return { kind: 'later', retry_after_ms: retryAfterMs(raw) };
}
