/// One HTTP exchange with our own server. Runs in the page and in the worker.
import { type Raw, readProblem } from '../outbox/answer';
import type { Result } from './problem';

/// Long enough for slow 3G, short enough that a dead connection does not look like work.
const TIMEOUT_MS = 30_000;

export type Request = {
  method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  path: string;
  token?: string;
  body?: unknown;
  language?: string;
  accept?: string;
};

export async function exchange(request: Request): Promise<Raw> {
  // AbortSignal.timeout needs Safari 16; a controller works everywhere.
  const controller = new AbortController();
  const timer = setTimeout(() => controller.abort(), TIMEOUT_MS);
  try {
    const headers: Record<string, string> = { Accept: request.accept ?? 'application/json' };
    if (request.token) headers.Authorization = `Bearer ${request.token}`;
    if (request.language) headers['Accept-Language'] = request.language;
    if (request.body !== undefined) headers['Content-Type'] = 'application/json';
    const response = await fetch(request.path, {
      method: request.method,
      headers,
      body: request.body === undefined ? null : JSON.stringify(request.body),
      signal: controller.signal,
      credentials: 'same-origin',
      cache: 'no-store',
    });
    return {
      status: response.status,
      type: response.headers.get('content-type') ?? '',
      body: await response.text(),
      retry_after: response.headers.get('retry-after'),
    };
  } finally {
    clearTimeout(timer);
  }
}

/// Reads an answer as `T`, or says what went wrong. A page from a captive portal is `unreachable`.
export function understand<T>(raw: Raw): Result<T> {
  if (raw.status === 204) return { ok: true, data: undefined as T };
  if (raw.status >= 200 && raw.status < 300 && raw.type.startsWith('application/json')) {
    try {
      return { ok: true, data: JSON.parse(raw.body) as T };
    } catch {
      return { ok: false, kind: 'unreachable' };
    }
  }
  const problem = readProblem(raw);
  if (!problem) return { ok: false, kind: 'unreachable' };
  return { ok: false, kind: 'problem', status: raw.status, problem };
}

export async function call<T>(request: Request): Promise<Result<T>> {
  const raw = await exchange(request).catch(() => null);
  return raw ? understand<T>(raw) : { ok: false, kind: 'unreachable' };
}

/// A file in text: nothing but `type` is taken for it.
export async function callText(request: Request, type: string): Promise<Result<string>> {
  const raw = await exchange({ ...request, accept: type }).catch(() => null);
  if (!raw) return { ok: false, kind: 'unreachable' };
  if (raw.status === 200 && raw.type.startsWith(type)) return { ok: true, data: raw.body };
  const problem = readProblem(raw);
  return problem
    ? { ok: false, kind: 'problem', status: raw.status, problem }
    : { ok: false, kind: 'unreachable' };
}
