/// Between the phones and the server: a network as it is met in the field. It speaks real HTTP on the loopback, and keeps
/// account of what the server itself has said it stored, whatever became of that answer.
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/// How the network is until it changes.
export type Mode = 'good' | 'offline' | 'portal' | 'down';
/// What happens to one request.
export const FAULTS = [
  'lost request',
  'lost answer',
  'late request',
  'slow answer',
  'cut answer',
  'no ids',
  'other ids',
  'old answer',
  'fewer results',
  'twice',
  'portal',
  '401',
  '409',
  '413',
  '422',
  '429',
  '500',
  '502',
  '503',
] as const;
export type Fault = (typeof FAULTS)[number];

type Answer = { status: number; headers: Record<string, string | string[]>; body: string };
type Result = { id: string; outcome: string; problem?: { code: string } };

const PORTAL: Answer = {
  status: 200,
  headers: { 'content-type': 'text/html; charset=utf-8' },
  body: '<!doctype html><title>Wi-Fi</title><h1>Bienvenue</h1><form><button>Accepter</button></form>',
};
const json = (status: number, body: unknown): Answer => ({
  status,
  headers: { 'content-type': status === 200 ? 'application/json' : 'application/problem+json' },
  body: JSON.stringify(body),
});
const problem = (status: number, code: string) =>
  json(status, { type: 'about:blank', status, code, title: code, detail: code });
const gateway: Answer = {
  status: 502,
  headers: { 'content-type': 'text/html' },
  body: '<h1>Bad gateway</h1>',
};

const CODES: Record<string, string> = {
  401: 'unauthenticated',
  409: 'conflict',
  413: 'body_too_large',
  422: 'validation_failed',
  429: 'too_many_requests',
  500: 'internal',
  503: 'unavailable',
};

/// Told when a request is held back: the phone is at rest, although it waits.
export type Holder = { held(request: string): void; later(delay: number, go: () => void): void };

export class FaultyNetwork {
  mode: Mode = 'good';
  /// For the next requests that carry ratings, in order.
  faults: Fault[] = [];
  /// For the next renewals of the session.
  refreshFaults: Fault[] = [];
  /// Whatever holds one of these is refused with 422 as a whole.
  poison = new Set<string>();
  holder: Holder = { held: () => undefined, later: (_, go) => go() };
  /// How often the server has said `stored`, by rating.
  readonly stored = new Map<string, number>();
  /// In the order in which the server had them.
  readonly order: string[] = [];
  readonly refusals: string[] = [];
  /// Ratings that were refused, by the server or by something on the way: a phone may set these aside.
  readonly refused = new Set<string>();
  requests = 0;
  #lastAnswer: Answer | null = null;
  #pending = new Set<Promise<void>>();
  readonly #upstream: string;
  readonly #server: Server;

  constructor(upstream: string) {
    this.#upstream = upstream;
    this.#server = createServer((request, response) => {
      const work = this.#handle(request, response).catch(() => void response.destroy());
      this.#pending.add(work);
      void work.finally(() => this.#pending.delete(work));
    });
  }

  async listen(): Promise<string> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  /// All that was on its way has arrived, or never will.
  async arrived(): Promise<void> {
    while (this.#pending.size > 0) await Promise.race(this.#pending);
  }

  async #handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    this.requests += 1;
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const body = Buffer.concat(chunks);
    const send = (answer: Answer) => {
      if (response.destroyed) return;
      response.writeHead(answer.status, answer.headers).end(answer.body);
    };
    if (this.mode === 'offline') return void response.destroy();
    if (this.mode === 'portal') return send(PORTAL);
    if (this.mode === 'down') return send(gateway);
    const fault = this.#faultFor(request);
    if (fault) return this.#misbehave(fault, request, body, response, send);
    if (this.#poisoned(request, body)) return this.#misbehave('422', request, body, response, send);
    send(await this.#forward(request, body));
  }

  #faultFor(request: IncomingMessage): Fault | undefined {
    if (request.method !== 'POST') return undefined;
    if (request.url === '/api/ratings') return this.faults.shift();
    return request.url === '/api/session/refresh' ? this.refreshFaults.shift() : undefined;
  }

  #poisoned(request: IncomingMessage, body: Buffer): boolean {
    if (request.url !== '/api/ratings' || this.poison.size === 0) return false;
    const text = body.toString();
    return [...this.poison].some((id) => text.includes(`"id":"${id}"`));
  }

  async #misbehave(
    fault: Fault,
    request: IncomingMessage,
    body: Buffer,
    response: ServerResponse,
    send: (answer: Answer) => void,
  ): Promise<void> {
    switch (fault) {
      case 'lost request':
        return void response.destroy();
      case 'lost answer':
        await this.#forward(request, body);
        return void response.destroy();
      case 'late request':
        await this.#hold(request);
        return send(await this.#forward(request, body));
      case 'slow answer': {
        const answer = await this.#forward(request, body);
        await this.#hold(request);
        return send(answer);
      }
      case 'cut answer': {
        const answer = await this.#forward(request, body);
        return send({ ...answer, body: answer.body.slice(0, answer.body.length / 2) });
      }
      case 'no ids':
        return send(json(200, { results: [] }));
      case 'other ids':
        return send(
          json(200, { results: [{ id: '0190dead-0000-7000-8000-000000000000', outcome: 'stored' }] }),
        );
      case 'old answer':
        return send(this.#lastAnswer ?? PORTAL);
      case 'fewer results': {
        const answer = await this.#forward(request, body);
        const results =
          answer.status === 200 ? (JSON.parse(answer.body).results as Result[] | undefined) : undefined;
        return send(results ? json(200, { results: results.slice(0, results.length / 2) }) : answer);
      }
      case 'twice':
        await this.#forward(request, body);
        return send(await this.#forward(request, body));
      case 'portal':
        return send(PORTAL);
      case '502':
        return send(gateway);
      default: {
        const answer = problem(Number(fault), CODES[fault] ?? 'unknown');
        if (fault === '413' || fault === '422') this.#refuse(body);
        if (fault === '429' || fault === '503') answer.headers['retry-after'] = '7';
        return send(answer);
      }
    }
  }

  #refuse(body: Buffer): void {
    if (body.length === 0) return;
    for (const { id } of (JSON.parse(body.toString()) as { ratings: { id: string }[] }).ratings)
      this.refused.add(id);
  }

  #hold(request: IncomingMessage): Promise<void> {
    return new Promise((resolve) => {
      this.holder.later(Number(request.headers['x-model-delay'] ?? 10_000), resolve);
      this.holder.held(String(request.headers['x-model-request']));
    });
  }

  async #forward(request: IncomingMessage, body: Buffer): Promise<Answer> {
    const headers = new Headers();
    for (const name of ['accept', 'authorization', 'content-type', 'cookie', 'accept-language']) {
      const value = request.headers[name];
      if (typeof value === 'string') headers.set(name, value);
    }
    const answer = await fetch(this.#upstream + request.url, {
      method: request.method ?? 'GET',
      headers,
      body: body.length > 0 ? new Uint8Array(body) : null,
      redirect: 'manual',
    });
    const text = await answer.text();
    const kept: Record<string, string | string[]> = {};
    for (const name of ['content-type', 'retry-after']) {
      const value = answer.headers.get(name);
      if (value) kept[name] = value;
    }
    const cookies = answer.headers.getSetCookie();
    if (cookies.length > 0) kept['set-cookie'] = cookies;
    const seen = { status: answer.status, headers: kept, body: text };
    if (request.url === '/api/ratings' && answer.status === 200) this.#account(seen);
    return seen;
  }

  #account(answer: Answer): void {
    this.#lastAnswer = answer;
    for (const result of (JSON.parse(answer.body) as { results: Result[] }).results) {
      if (result.outcome === 'stored') {
        this.stored.set(result.id, (this.stored.get(result.id) ?? 0) + 1);
        this.order.push(result.id);
      }
      if (result.outcome !== 'refused') continue;
      this.refusals.push(`${result.problem?.code}`);
      this.refused.add(result.id);
    }
  }
}
