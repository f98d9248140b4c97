// A push subscription whose keys the test holds, so that it can read what the server encrypted: with `http_ece`, an
// implementation of RFC 8291 that is not the server's own.
import { createECDH, randomBytes } from 'node:crypto';
import ece from 'http_ece';

/**
 * @typedef {object} Payload
 * @property {number} web_push
 * @property {string} id
 * @property {{title: string, body: string, navigate: string, tag: string, lang: string, silent: boolean}} notification
 */

export class Subscriber {
  #keys = createECDH('prime256v1');
  #secret = randomBytes(16);

  /**
   * @param {string} endpoint
   * @param {string} token
   */
  constructor(endpoint, token) {
    this.#keys.generateKeys();
    this.endpoint = endpoint;
    this.token = token;
  }

  /**
   * Subscribes somebody, as the browser would.
   * @param {import('./api.mjs').Api} who
   * @param {import('../push-service/service.mjs').PushService} service
   */
  static async subscribe(who, service) {
    const { key } = await who.get('/api/push/key');
    const { endpoint, token } = service.addSubscription(key);
    const subscriber = new Subscriber(endpoint, token);
    await who.put('/api/push/subscription', subscriber.subscription());
    return subscriber;
  }

  /** As `PushSubscription.toJSON()` gives it. */
  subscription() {
    const keys = { p256dh: this.#keys.getPublicKey('base64url'), auth: this.#secret.toString('base64url') };
    return { endpoint: this.endpoint, keys };
  }

  /**
   * @param {Buffer} body
   * @returns {string}
   */
  decrypt(body) {
    const options = { version: 'aes128gcm', privateKey: this.#keys, authSecret: this.#secret.toString('base64url') };
    return ece.decrypt(body, options).toString('utf8');
  }

  /**
   * The push about one alert, whatever else is sent meanwhile.
   * @param {import('../push-service/service.mjs').PushService} service
   * @param {{id: string}} alert
   * @param {{accepted?: boolean, patience?: number}} [how] `accepted: false` also takes an attempt that the service refused
   */
  async pushAbout(service, alert, { accepted = true, patience } = {}) {
    return service.waitFor(
      (a) => a.token === this.token && (a.status === 201 || !accepted) && this.isAbout(a, alert),
      `the push about alert ${alert.id}`,
      patience,
    );
  }

  /**
   * @param {import('../push-service/endpoint.mjs').Attempt} attempt
   * @param {{id: string}} alert
   */
  isAbout({ body }, { id }) {
    return this.read(body).notification.navigate.endsWith(`/alertes/${id}`);
  }

  /**
   * @param {Buffer} body
   * @returns {Payload}
   */
  read(body) {
    return JSON.parse(this.decrypt(body));
  }

  /**
   * What was sent to this subscription and accepted, read.
   * @param {import('../push-service/service.mjs').PushService} service
   * @returns {Payload[]}
   */
  received(service) {
    return service.accepted.filter((a) => a.token === this.token).map((a) => this.read(a.body));
  }
}
