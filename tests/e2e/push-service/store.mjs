// What the push service remembers: the agents (browsers) that said hello, the subscriptions they registered, and the
// messages that wait for an agent which is not connected. All in memory: a test's service lives as long as its test.
import { randomBytes, randomUUID } from 'node:crypto';

/**
 * @typedef {object} Subscription
 * @property {string} token        last part of the endpoint's path
 * @property {string} channelId    the browser's name for it; of our own making for a subscription held by a test
 * @property {string|null} uaid    the agent it belongs to; null when a test holds the keys
 * @property {string|null} key     VAPID public key it was made for, base64url without padding
 * @property {boolean} gone        unsubscribed: the endpoint answers 410 from now on
 *
 * @typedef {object} Message
 * @property {string} version
 * @property {string} channelId
 * @property {string|null} topic
 * @property {Buffer} body
 * @property {string|null} encoding
 * @property {number} expiresAt    milliseconds since the epoch
 */

export class Store {
  /** @type {Map<string, Subscription>} */
  #byToken = new Map();
  /** @type {Map<string, Message[]>} messages not yet acknowledged, per agent */
  #waiting = new Map();

  /** @returns {string} a name for a new agent: 32 hexadecimal digits, as Firefox expects */
  newAgent() {
    const uaid = randomBytes(16).toString('hex');
    this.#waiting.set(uaid, []);
    return uaid;
  }

  /** @param {unknown} uaid */
  knows(uaid) {
    return typeof uaid === 'string' && this.#waiting.has(uaid);
  }

  /**
   * @param {{uaid: string|null, channelId?: string, key: string|null}} wanted
   * @returns {Subscription}
   */
  subscribe({ uaid, channelId = randomUUID(), key }) {
    const subscription = {
      token: randomBytes(24).toString('base64url'),
      channelId,
      uaid,
      key: key === null ? null : key.replace(/=+$/, ''),
      gone: false,
    };
    this.#byToken.set(subscription.token, subscription);
    return subscription;
  }

  /** @param {string} token */
  find(token) {
    return this.#byToken.get(token);
  }

  /** @param {string} channelId */
  findChannel(channelId) {
    return [...this.#byToken.values()].find((s) => s.channelId === channelId);
  }

  /**
   * Keeps a message until the agent acknowledges it. A topic replaces an older message of the same topic.
   * @param {string} uaid
   * @param {Message} message
   */
  keep(uaid, message) {
    const others = (this.#waiting.get(uaid) ?? []).filter(
      (m) => message.topic === null || m.channelId !== message.channelId || m.topic !== message.topic,
    );
    this.#waiting.set(uaid, [...others, message]);
  }

  /**
   * @param {string} uaid
   * @param {string} version
   */
  settle(uaid, version) {
    this.#waiting.set(uaid, (this.#waiting.get(uaid) ?? []).filter((m) => m.version !== version));
  }

  /**
   * @param {string} uaid
   * @returns {Message[]} what is still worth delivering
   */
  waiting(uaid) {
    const now = Date.now();
    const alive = (this.#waiting.get(uaid) ?? []).filter((m) => m.expiresAt > now);
    this.#waiting.set(uaid, alive);
    return alive;
  }
}
