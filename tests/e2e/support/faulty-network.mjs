// Between phones and the server: a network as it is met in the field. It speaks real HTTP on the loopback, and keeps account of what
// the server itself has said it stored, whatever became of that answer. The browsers' tests and the random runs of the outbox
// (`pwa/model`) use it. To add a fault: its name in `FAULTS` and a case in `#misbehave`.
import { createServer } from 'node:http';

/** What can happen to one request that carries ratings, or to one renewal of the session. */
export const FAULTS = /** @type {const} */ ([
  'lost request', 'lost answer', 'late request', 'slow answer', 'cut answer', 'no ids', 'other ids', 'old answer', 'fewer results',
  'twice', 'portal', '401', '409', '413', '422', '429', '500', '502', '503',
]);

/**
 * @typedef {typeof FAULTS[number]} Fault
 * @typedef {'good'|'offline'|'portal'|'down'} Mode  `down`: the app is served, its API is not
 * @typedef {{status: number, headers: Record<string, string|string[]>, body: Buffer|string}} Answer
 * @typedef {import('node:http').IncomingMessage} IncomingMessage
 * @typedef {import('node:http').ServerResponse} ServerResponse
 * @typedef {{id: string, outcome: string, problem?: {code: string}}} Result
 */

/** What a phone's clock makes of a request that is held back; a browser's is the real one. */
const REAL_HOLDER = {
  /** @param {string} _request */
  held(_request) {},
  /** @param {number} delay @param {() => void} go */
  later(delay, go) {
    setTimeout(go, delay);
  },
};

/** Before a busy server is asked again. */
const BUSY_MS = 1000;

/** Of one hop only: the next one has its own. */
const HOP = new Set(['connection', 'keep-alive', 'transfer-encoding', 'content-length', 'content-encoding', 'host', 'expect']);

/** @type {Record<string, string>} */
const CODES = {
  401: 'unauthenticated', 409: 'conflict', 413: 'body_too_large', 422: 'validation_failed', 429: 'too_many_requests',
  500: 'internal', 503: 'unavailable',
};

/** @type {Answer} */
const PORTAL = {
  status: 200,
  headers: { 'content-type': 'text/html; charset=utf-8' },
  body: '<!doctype html><title>Wi-Fi</title><h1>Bienvenue</h1><form><button>Accepter</button></form>',
};

/** @type {Answer} */
const GATEWAY = { status: 502, headers: { 'content-type': 'text/html' }, body: '<h1>Bad gateway</h1>' };

/** @param {number} status @param {unknown} body @returns {Answer} */
const json = (status, body) => ({
  status,
  headers: { 'content-type': status === 200 ? 'application/json' : 'application/problem+json' },
  body: JSON.stringify(body),
});

/** @param {Fault} fault @returns {Answer} */
function problem(fault) {
  const code = CODES[fault] ?? 'unknown';
  const answer = json(Number(fault), { type: 'about:blank', status: Number(fault), code, title: code, detail: code });
  if (fault === '429' || fault === '503') answer.headers['retry-after'] = '7';
  return answer;
}

export class FaultyNetwork {
  /** @type {Mode} */
  mode = 'good';
  /** @type {Fault[]} for the next requests that carry ratings, in order */
  faults = [];
  /** @type {Fault[]} for the next renewals of the session */
  refreshFaults = [];
  /** @type {Set<string>} whatever holds one of these ids is refused with 422 as a whole */
  poison = new Set();
  holder = REAL_HOLDER;
  /** How long a `late request` or a `slow answer` takes, when the request does not say. */
  delay = 10_000;
  /** How often a server that is too busy (503, a connection it has closed) is asked again before the phone hears of it: what goes wrong is
   * then what was meant to. */
  patience = 0;
  /** Put behind every `sw.js`: another text is another version of the app. */
  version = '';
  /** @type {string[][]} the ids of each request that carried ratings, as they came */
  posts = [];
  /** @type {Map<string, number>} how often the server has said `stored`, by rating */
  stored = new Map();
  /** @type {string[]} in the order in which the server had them */
  order = [];
  /** @type {string[]} the codes with which the server refused ratings */
  refusals = [];
  /** @type {Set<string>} ratings refused by the server or by something on the way: a phone may set these aside */
  refused = new Set();
  /** @type {Answer|null} */
  #lastAnswer = null;
  /** @type {Set<Promise<void>>} */
  #pending = new Set();
  #upstream;
  #server;

  /** @param {string} upstream where the server is */
  constructor(upstream) {
    this.#upstream = upstream;
    this.#server = createServer((request, response) => {
      const work = this.#handle(request, response).catch(() => void response.destroy());
      this.#pending.add(work);
      void work.finally(() => this.#pending.delete(work));
    });
  }

  /** @param {string} upstream */
  static async start(upstream) {
    const network = new FaultyNetwork(upstream);
    await network.listen();
    return network;
  }

  /** @returns {Promise<string>} where it is found */
  async listen() {
    await new Promise((resolve) => this.#server.listen(0, '127.0.0.1', () => resolve(undefined)));
    return this.url;
  }

  get url() {
    const { port } = /** @type {import('node:net').AddressInfo} */ (this.#server.address());
    return `http://localhost:${port}`;
  }

  /** A good network again, and nothing remembered. What the browser took for a new version stays one. */
  forget() {
    Object.assign(this, { mode: 'good', faults: [], refreshFaults: [], delay: 10_000, posts: [], order: [], refusals: [] });
    for (const set of [this.poison, this.stored, this.refused]) set.clear();
  }

  async close() {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  /** All that was on its way has arrived, or never will. */
  async arrived() {
    while (this.#pending.size > 0) await Promise.race(this.#pending);
  }

  /** @param {IncomingMessage} request @param {ServerResponse} response */
  async #handle(request, response) {
    const chunks = [];
    for await (const chunk of request) chunks.push(chunk);
    const body = Buffer.concat(chunks);
    const ids = idsIn(request, body);
    if (ids.length > 0) this.posts.push(ids);
    if (this.mode === 'offline') return void response.destroy();
    const answer = await this.#answer(request, body, ids);
    if (!answer) return void response.destroy();
    if (!response.destroyed) response.writeHead(answer.status, answer.headers).end(answer.body);
  }

  /**
   * @param {IncomingMessage} request
   * @param {Buffer} body
   * @param {string[]} ids
   * @returns {Promise<Answer|null>} null when nothing comes back
   */
  async #answer(request, body, ids) {
    if (this.mode === 'portal') return PORTAL;
    if (this.mode === 'down' && request.url?.startsWith('/api/')) return GATEWAY;
    const fault = this.#faultFor(request);
    if (fault) return this.#misbehave(fault, request, body, ids);
    if (ids.some((id) => this.poison.has(id))) return this.#misbehave('422', request, body, ids);
    return this.#forward(request, body);
  }

  /** @param {IncomingMessage} request */
  #faultFor(request) {
    if (request.method !== 'POST') return undefined;
    if (request.url === '/api/ratings') return this.faults.shift();
    return request.url === '/api/session/refresh' ? this.refreshFaults.shift() : undefined;
  }

  /**
   * @param {Fault} fault
   * @param {IncomingMessage} request
   * @param {Buffer} body
   * @param {string[]} ids
   * @returns {Promise<Answer|null>}
   */
  async #misbehave(fault, request, body, ids) {
    switch (fault) {
      case 'lost request':
        return null;
      case 'lost answer':
        await this.#forward(request, body);
        return null;
      case 'late request':
        await this.#hold(request);
        return this.#forward(request, body);
      case 'slow answer': {
        const answer = await this.#forward(request, body);
        await this.#hold(request);
        return answer;
      }
      case 'cut answer': {
        const answer = await this.#forward(request, body);
        return { ...answer, body: answer.body.slice(0, answer.body.length / 2) };
      }
      case 'no ids':
        return json(200, { results: [] });
      case 'other ids':
        return json(200, { results: [{ id: '0190dead-0000-7000-8000-000000000000', outcome: 'stored' }] });
      case 'old answer':
        return this.#lastAnswer ?? PORTAL;
      case 'fewer results': {
        const answer = await this.#forward(request, body);
        const results = answer.status === 200 ? JSON.parse(String(answer.body)).results : undefined;
        return results ? json(200, { results: results.slice(0, results.length / 2) }) : answer;
      }
      case 'twice':
        await this.#forward(request, body);
        return this.#forward(request, body);
      case 'portal':
        return PORTAL;
      case '502':
        return GATEWAY;
      default:
        if (fault === '413' || fault === '422') for (const id of ids) this.refused.add(id);
        return problem(fault);
    }
  }

  /** @param {IncomingMessage} request */
  #hold(request) {
    return new Promise((resolve) => {
      this.holder.later(Number(request.headers['x-model-delay'] ?? this.delay), () => resolve(undefined));
      this.holder.held(String(request.headers['x-model-request']));
    });
  }

  /** @param {IncomingMessage} request @param {Buffer} body @returns {Promise<Answer>} */
  async #forward(request, body) {
    const headers = new Headers();
    for (const [name, value] of Object.entries(request.headers)) {
      if (typeof value === 'string' && !HOP.has(name) && !name.startsWith('x-model-')) headers.set(name, value);
    }
    if (headers.has('origin')) headers.set('origin', this.#upstream);
    const path = request.url ?? '/';
    // Another version is never "not modified".
    if (path === '/sw.js' && this.version) for (const name of ['if-none-match', 'if-modified-since']) headers.delete(name);
    const method = request.method ?? 'GET';
    const answer = await this.#patiently(() =>
      fetch(this.#upstream + path, {
        method, headers, redirect: 'manual', body: body.length > 0 ? new Uint8Array(body) : null,
      }),
    );
    const text = Buffer.from(await answer.arrayBuffer());
    /** @type {Record<string, string|string[]>} */
    const kept = {};
    for (const [name, value] of answer.headers) if (!HOP.has(name)) kept[name] = value;
    const cookies = answer.headers.getSetCookie();
    if (cookies.length > 0) kept['set-cookie'] = cookies;
    const seen = { status: answer.status, headers: kept, body: text };
    if (path === '/api/ratings' && answer.status === 200) this.#account(seen);
    return path === '/sw.js' && this.version ? { ...seen, body: `${text}\n// ${this.version}` } : seen;
  }

  /** @param {() => Promise<Response>} ask @returns {Promise<Response>} */
  async #patiently(ask) {
    for (let left = this.patience; ; left -= 1) {
      const answer = await ask().catch((error) => {
        if (left === 0) throw error;
      });
      if (answer && (answer.status !== 503 || left === 0)) return answer;
      await new Promise((resolve) => setTimeout(resolve, BUSY_MS));
    }
  }

  /** @param {Answer} answer */
  #account(answer) {
    this.#lastAnswer = answer;
    for (const result of /** @type {Result[]} */ (JSON.parse(String(answer.body)).results)) {
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

/** @param {IncomingMessage} request @param {Buffer} body @returns {string[]} */
function idsIn(request, body) {
  if (request.method !== 'POST' || request.url !== '/api/ratings' || body.length === 0) return [];
  return JSON.parse(body.toString()).ratings.map((/** @type {{id: string}} */ rating) => rating.id);
}
