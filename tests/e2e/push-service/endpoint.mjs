// The side that the application server sees: POST /wpush/v2/<token> with the checks and answers of the real service.
// To make it misbehave in one more way, add a kind to `Behaviour` and its case to `misbehave`.
import { randomBytes } from 'node:crypto';
import { VapidError, verifyVapid } from './vapid.mjs';

/** RFC 8030 asks for at least 4096 octets; the real services stop there. */
const LARGEST_BODY = 4096;

/**
 * @typedef {{kind: 'accept'}
 *   | {kind: 'status', status: number, retryAfter?: number}
 *   | {kind: 'hang'}
 *   | {kind: 'reset'}} Behaviour
 *
 * @typedef {object} Attempt            every request that came, whatever became of it
 * @property {number} at                milliseconds since the epoch
 * @property {string} token
 * @property {import('node:http').IncomingHttpHeaders} headers
 * @property {Buffer} body
 * @property {number|null} status       what was answered; null while it hangs
 * @property {string|null} reason       why it was refused
 * @property {object|null} claims       of the VAPID token, when it held
 * @property {string|null} version      name of the accepted message
 */

class Refusal extends Error {
  /**
   * @param {number} status
   * @param {number} errno
   * @param {string} message
   */
  constructor(status, errno, message) {
    super(message);
    this.status = status;
    this.errno = errno;
  }
}

/**
 * @param {import('node:http').IncomingMessage} request
 * @returns {Promise<Buffer>}
 */
async function readBody(request) {
  const chunks = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks);
}

/**
 * Checks one push as the real service does and says what to keep.
 * @param {Attempt} attempt
 * @param {import('./store.mjs').Subscription|undefined} subscription
 * @param {string} origin
 * @returns {Promise<{subscription: import('./store.mjs').Subscription, ttl: number, topic: string|null, encoding: string|null}>}
 */
async function check(attempt, subscription, origin) {
  const { headers, body } = attempt;
  if (!subscription) throw new Refusal(404, 102, 'unknown subscription');
  if (subscription.gone) throw new Refusal(410, 106, 'subscription is gone');
  try {
    attempt.claims = await verifyVapid(headers.authorization, { origin, key: subscription.key });
  } catch (error) {
    if (error instanceof VapidError) throw new Refusal(401, 109, error.message);
    throw error;
  }
  const ttl = Number(headers.ttl);
  if (headers.ttl === undefined || !Number.isInteger(ttl) || ttl < 0) throw new Refusal(400, 111, 'TTL is missing');
  const encoding = headers['content-encoding'] ?? null;
  if (body.length > 0 && encoding !== 'aes128gcm') throw new Refusal(400, 110, 'Content-Encoding is not aes128gcm');
  const topic = headers.topic === undefined ? null : String(headers.topic);
  if (topic !== null && !/^[A-Za-z0-9_-]{1,32}$/.test(topic)) throw new Refusal(400, 113, 'Topic is not valid');
  if (body.length > LARGEST_BODY) throw new Refusal(413, 104, 'payload is too large');
  return { subscription, ttl, topic, encoding };
}

/**
 * @param {Behaviour} behaviour
 * @param {Attempt} attempt
 * @param {import('node:http').ServerResponse} response
 * @returns {boolean} true when the request is dealt with
 */
function misbehave(behaviour, attempt, response) {
  switch (behaviour.kind) {
    case 'accept':
      return false;
    case 'hang':
      return true;
    case 'reset':
      response.socket?.resetAndDestroy();
      return true;
    case 'status':
      attempt.status = behaviour.status;
      if (behaviour.retryAfter !== undefined) response.setHeader('Retry-After', String(behaviour.retryAfter));
      answerError(response, behaviour.status, 999, 'told to answer so');
      return true;
  }
}

/**
 * @param {import('node:http').ServerResponse} response
 * @param {number} status
 * @param {number} errno
 * @param {string} message
 */
function answerError(response, status, errno, message) {
  response.writeHead(status, { 'Content-Type': 'application/json' });
  response.end(JSON.stringify({ code: status, errno, error: String(status), message }));
}

/**
 * @param {import('./service.mjs').PushService} service
 * @returns {import('node:http').RequestListener}
 */
export function endpoint(service) {
  return async (request, response) => {
    const token = /^\/wpush\/v2\/([\w-]+)$/.exec(request.url ?? '')?.[1];
    if (request.method !== 'POST' || !token) return answerError(response, 404, 102, 'no such place');
    const body = await readBody(request);
    /** @type {Attempt} */
    const attempt = {
      at: Date.now(), token, headers: request.headers, body, status: null, reason: null, claims: null, version: null,
    };
    service.note(attempt);
    if (misbehave(service.behaviour, attempt, response)) return;
    try {
      const { subscription, ttl, topic, encoding } = await check(attempt, service.store.find(token), service.origin);
      const version = randomBytes(12).toString('base64url');
      Object.assign(attempt, { status: 201, version });
      response.writeHead(201, { Location: `${service.origin}/m/${version}`, TTL: String(ttl) }).end();
      service.deliver(subscription, { version, topic, body, encoding, ttl });
    } catch (error) {
      const refusal = error instanceof Refusal ? error : new Refusal(500, 999, String(error));
      Object.assign(attempt, { status: refusal.status, reason: refusal.message });
      answerError(response, refusal.status, refusal.errno, refusal.message);
    }
  };
}
