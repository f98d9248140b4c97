// The side that Firefox sees: Mozilla's push sub-protocol over a WebSocket, JSON text both ways.
// To answer one more message, add its `messageType` to `answers`.
import { WebSocketServer } from 'ws';

/** Our own close code for a socket that speaks something else (4000-4999 is for private use). */
const BAD_MESSAGE = 4400;

/** @typedef {{uaid: string, socket: import('ws').WebSocket}} Session  `uaid` is empty until the hello */

/**
 * @param {import('./store.mjs').Message} message
 */
function notification({ version, channelId, body, encoding }) {
  const frame = { messageType: 'notification', channelID: channelId, version };
  if (body.length === 0) return frame;
  return { ...frame, data: body.toString('base64url'), headers: { encoding } };
}

export class Agents {
  /** @type {Map<string, import('ws').WebSocket>} */
  #connected = new Map();
  #service;
  #server;

  /**
   * @param {import('./service.mjs').PushService} service
   * @param {import('node:http').Server} http
   */
  constructor(service, http) {
    this.#service = service;
    this.#server = new WebSocketServer({
      server: http,
      handleProtocols: (offered) => (offered.has('push-notification') ? 'push-notification' : false),
    });
    this.#server.on('connection', (socket) => this.#welcome(socket));
  }

  /**
   * @param {string} uaid
   * @param {import('./store.mjs').Message} message
   * @returns {boolean} whether the agent is there to take it
   */
  send(uaid, message) {
    const socket = this.#connected.get(uaid);
    if (!socket) return false;
    socket.send(JSON.stringify(notification(message)));
    return true;
  }

  /** @returns {number} */
  get count() {
    return this.#connected.size;
  }

  close() {
    for (const socket of this.#server.clients) socket.terminate();
    this.#server.close();
  }

  /** @param {import('ws').WebSocket} socket */
  #welcome(socket) {
    /** @type {Session} */
    const session = { uaid: '', socket };
    socket.on('message', (data) => {
      const message = JSON.parse(String(data));
      const answer = message.messageType === undefined ? () => ({}) : this.#answers[message.messageType];
      if (session.uaid === '' && message.messageType !== 'hello') return socket.close(BAD_MESSAGE, 'hello comes first');
      if (!answer) return socket.close(BAD_MESSAGE, 'unknown messageType');
      const reply = answer(message, session);
      if (reply) socket.send(JSON.stringify(reply));
      if (message.messageType === 'hello') this.#resend(session.uaid);
    });
    socket.on('close', () => {
      if (session.uaid && this.#connected.get(session.uaid) === socket) this.#connected.delete(session.uaid);
    });
  }

  /** @param {string} uaid */
  #resend(uaid) {
    for (const message of this.#service.store.waiting(uaid)) this.send(uaid, message);
  }

  /** @type {Record<string, (message: any, session: Session) => object|null>} */
  #answers = {
    hello: ({ uaid }, session) => {
      const { store } = this.#service;
      // Without `use_webpush` in the answer Firefox ignores the payload; a new uaid makes it drop its subscriptions.
      session.uaid = store.knows(uaid) ? uaid : store.newAgent();
      this.#connected.set(session.uaid, session.socket);
      return { messageType: 'hello', status: 200, uaid: session.uaid, use_webpush: true, broadcasts: {} };
    },
    register: ({ channelID, key }, { uaid }) => {
      const subscription = this.#service.store.subscribe({ uaid, channelId: channelID, key: key ?? null });
      const pushEndpoint = this.#service.endpointOf(subscription);
      return { messageType: 'register', status: 200, channelID, pushEndpoint };
    },
    unregister: ({ channelID, code }) => {
      const subscription = this.#service.store.findChannel(channelID);
      if (subscription) subscription.gone = true;
      this.#service.unregistered.push({ channelId: channelID, code });
      return { messageType: 'unregister', status: 200, channelID };
    },
    ack: ({ updates }, { uaid }) => {
      for (const { version, channelID, code } of updates) {
        this.#service.store.settle(uaid, version);
        this.#service.acknowledged.push({ version, channelId: channelID, code });
      }
      return null;
    },
    nack: ({ version, code }) => {
      this.#service.acknowledged.push({ version, channelId: null, code });
      return null;
    },
    ping: () => ({ messageType: 'ping' }),
    broadcast_subscribe: () => null,
  };
}
