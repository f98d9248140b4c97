/// A call with a token: refreshed once when the server refuses it.
import { lang } from '../i18n';
import { call, callText } from './http';
import { type Failure, hasCode, type Result } from './problem';
import { access, factorNeeded } from './token';

const ended: Failure = { ok: false, kind: 'ended' };
const unreachable: Failure = { ok: false, kind: 'unreachable' };

async function withToken<R>(send: (token: string) => Promise<Result<R>>): Promise<Result<R>> {
  let stale: string | undefined;
  for (let attempt = 0; attempt < 2; attempt++) {
    const token = await access(stale);
    if (token.kind === 'ended') return ended;
    if (token.kind === 'unreachable') return unreachable;
    const answer = await send(token.token);
    if (!answer.ok && hasCode(answer, 'second_factor_needed')) factorNeeded();
    if (answer.ok || answer.kind !== 'problem' || answer.status !== 401) return answer;
    stale = token.token;
  }
  return ended;
}

export const authorised = <R>(
  method: 'GET' | 'POST' | 'PUT' | 'DELETE',
  path: string,
  body?: unknown,
): Promise<Result<R>> => withToken((token) => call<R>({ method, path, token, body, language: lang.value }));

/// A file in text, as `type` (a page of a captive portal is none).
export const authorisedText = (path: string, type: string): Promise<Result<string>> =>
  withToken((token) => callText({ method: 'GET', path, token, language: lang.value }, type));

/// What is empty or absent is left out.
export function query(params: Record<string, string | undefined>): string {
  const search = new URLSearchParams();
  for (const [key, value] of Object.entries(params)) if (value) search.set(key, value);
  const text = search.toString();
  return text ? `?${text}` : '';
}
