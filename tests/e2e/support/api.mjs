// The HTTP API as one signed-in person sees it. For setting a scene and for looking behind the screens;
// what the tests are about is done in the browsers.
import { randomBytes, randomUUID } from 'node:crypto';

/** @typedef {import('./vigie.mjs').Account} Account */
/** @typedef {import('./vigie.mjs').Role} Role */

export class ApiError extends Error {
  /**
   * @param {string} what
   * @param {number} status
   * @param {any} problem
   */
  constructor(what, status, problem) {
    super(`${what}: ${status} ${problem?.code ?? ''} ${problem?.detail ?? ''}`);
    this.status = status;
    this.problem = problem;
  }
}

/** @returns {string} a UUID of version 7, like the phone's */
export function newId() {
  const time = Date.now().toString(16).padStart(12, '0');
  const rest = randomBytes(10).toString('hex');
  const variant = ((parseInt(rest.charAt(3), 16) & 3) | 8).toString(16);
  return `${time.slice(0, 8)}-${time.slice(8)}-7${rest.slice(0, 3)}-${variant}${rest.slice(4, 7)}-${rest.slice(7, 19)}`;
}

export class Api {
  #url;
  #token;

  /**
   * @param {string} url
   * @param {string} token
   * @param {any} user
   * @param {Account} account
   */
  constructor(url, token, user, account) {
    this.#url = url;
    this.#token = token;
    this.user = user;
    this.account = account;
  }

  /**
   * @param {string} url
   * @param {Account} account
   */
  static async signIn(url, account) {
    const { login, secret } = account;
    const session = await request(url, 'POST', '/api/session', { login, secret });
    return new Api(url, session.access_token, session.user, account);
  }

  /** @param {string} path */
  get = (path) => request(this.#url, 'GET', path, undefined, this.#token);

  /** @param {string} path @param {object} body */
  post = (path, body) => request(this.#url, 'POST', path, body, this.#token);

  /** @param {string} path @param {object} body */
  put = (path, body) => request(this.#url, 'PUT', path, body, this.#token);

  /**
   * Rates a visit that is not in the planning.
   * @param {{person: {id: string}, scores?: object, note?: string|null, signs?: string[], at?: Date}} what
   */
  rating({ person, scores = {}, note = null, signs = [], at = new Date() }) {
    return {
      id: newId(),
      person_id: person.id,
      aide_id: this.user.id,
      visit_id: null,
      visited_at: at.toISOString(),
      scores: { intervention: null, health: null, mood: null, form: null, ...scores },
      signs,
      note,
    };
  }

  /** @param {object[]} ratings */
  async rate(...ratings) {
    const { results } = await this.post('/api/ratings', { ratings });
    return results;
  }
}

/**
 * @param {string} url
 * @param {string} method
 * @param {string} path
 * @param {object} [body]
 * @param {string} [token]
 */
async function request(url, method, path, body, token) {
  const response = await fetch(url + path, {
    method,
    headers: {
      Accept: 'application/json',
      'X-Request-Id': randomUUID(),
      ...(body && { 'Content-Type': 'application/json' }),
      ...(token && { Authorization: `Bearer ${token}` }),
    },
    body: body && JSON.stringify(body),
  });
  const text = await response.text();
  const answer = text === '' ? null : JSON.parse(text);
  if (!response.ok) throw new ApiError(`${method} ${path}`, response.status, answer);
  return answer;
}
