// A small push service on the loopback interface, so that the pipeline is tested to the end without Google or Mozilla:
// `vigie` posts to it over HTTP as to any push service, and a real Firefox hangs on its WebSocket.
// It remembers every request, and can be told to misbehave (`behaviour`).
import { createServer } from 'node:http';
import { Agents } from './agents.mjs';
import { endpoint } from './endpoint.mjs';
import { Store } from './store.mjs';
import { until } from '../support/until.mjs';

/** How long a test waits for a push: sending takes milliseconds, the server's worker may sleep a second or two. */
const PATIENCE_MS = 20_000;

/** Pushes that are due go out within tens of milliseconds of each other. */
const CALM_MS = 1_500;

export class PushService {
  store = new Store();
  /** @type {import('./endpoint.mjs').Behaviour} how the next requests are answered */
  behaviour = { kind: 'accept' };
  /** @type {import('./endpoint.mjs').Attempt[]} every request, in order of arrival */
  attempts = [];
  /** @type {{version: string, channelId: string|null, code: number}[]} what the browsers said of what they got */
  acknowledged = [];
  /** @type {{channelId: string, code: number}[]} */
  unregistered = [];
  #http = createServer(endpoint(this));
  #agents = new Agents(this, this.#http);
  #port = 0;

  /** @returns {Promise<PushService>} one that listens */
  static async start() {
    const service = new PushService();
    await new Promise((resolve, reject) => {
      service.#http.once('error', reject);
      service.#http.listen(0, '127.0.0.1', () => resolve(undefined));
    });
    service.#port = /** @type {import('node:net').AddressInfo} */ (service.#http.address()).port;
    return service;
  }

  /** Where endpoints live, as in `VIGIE_PUSH_ORIGINS`. */
  get origin() {
    return `http://127.0.0.1:${this.#port}`;
  }

  /** What Firefox dials: the value of `dom.push.serverURL`. */
  get socketUrl() {
    return `ws://127.0.0.1:${this.#port}/`;
  }

  get connectedAgents() {
    return this.#agents.count;
  }

  /** Accepted messages, oldest first. */
  get accepted() {
    return this.attempts.filter((a) => a.status === 201);
  }

  /** @param {import('./store.mjs').Subscription} subscription */
  endpointOf({ token }) {
    return `${this.origin}/wpush/v2/${token}`;
  }

  /**
   * A subscription without a browser: the test holds the keys.
   * @param {string|null} vapidKey the server's public key, as a browser would hand over at `subscribe()`
   * @returns {{endpoint: string, token: string}}
   */
  addSubscription(vapidKey) {
    const subscription = this.store.subscribe({ uaid: null, key: vapidKey });
    return { endpoint: this.endpointOf(subscription), token: subscription.token };
  }

  /** @param {string} endpointUrl */
  subscriptionAt(endpointUrl) {
    return this.store.find(endpointUrl.slice(endpointUrl.lastIndexOf('/') + 1));
  }

  /** @param {import('./endpoint.mjs').Attempt} attempt */
  note(attempt) {
    this.attempts.push(attempt);
  }

  /**
   * @param {import('./store.mjs').Subscription} subscription
   * @param {{version: string, topic: string|null, body: Buffer, encoding: string|null, ttl: number}} push
   */
  deliver({ uaid, channelId }, { ttl, ...push }) {
    if (uaid === null) return;
    const message = { ...push, channelId, expiresAt: Date.now() + ttl * 1000 };
    // TTL 0 means now or never (RFC 8030): it goes to a connected agent and is not kept.
    if (ttl > 0) this.store.keep(uaid, message);
    this.#agents.send(uaid, message);
  }

  /**
   * Waits for a request that the test describes.
   * @param {(attempt: import('./endpoint.mjs').Attempt) => boolean} wanted
   * @param {string} what for the message when it never comes
   * @returns {Promise<import('./endpoint.mjs').Attempt>}
   */
  async waitFor(wanted, what, patience = PATIENCE_MS) {
    return until(() => this.attempts.find(wanted), what, patience);
  }

  /** Waits until what was due has been sent: nothing came for a while. */
  async calm() {
    const lastAt = () => this.attempts.at(-1)?.at ?? 0;
    const begun = Date.now();
    await until(() => Date.now() - Math.max(begun, lastAt()) > CALM_MS, 'the end of the pushes', PATIENCE_MS);
  }

  async close() {
    this.#agents.close();
    this.#http.closeAllConnections();
    await new Promise((resolve) => this.#http.close(resolve));
  }
}
