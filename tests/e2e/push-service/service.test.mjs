// The push service's own checks: it must refuse what the real ones refuse, or the tests that lean on it prove nothing.
import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { WebSocket } from 'ws';
import { PushService } from './service.mjs';

/** @type {PushService} */
let service;
/** @type {{privateKey: import('jose').CryptoKey, k: string}} */
let sender;

async function newSender() {
  const { publicKey, privateKey } = await generateKeyPair('ES256', { extractable: true });
  const { x = '', y = '' } = await exportJWK(publicKey);
  const point = Buffer.concat([Buffer.of(4), Buffer.from(x, 'base64url'), Buffer.from(y, 'base64url')]);
  return { privateKey, k: point.toString('base64url') };
}

before(async () => {
  service = await PushService.start();
  sender = await newSender();
});
beforeEach(() => {
  service.behaviour = { kind: 'accept' };
});
after(() => service.close());

/** @param {{aud?: string, exp?: string, sub?: string|null}} [claims] */
async function authorization({ aud = service.origin, exp = '12h', sub = 'mailto:contact@vigie.example' } = {}, who = sender) {
  let token = new SignJWT(sub === null ? {} : { sub }).setProtectedHeader({ alg: 'ES256', typ: 'JWT' });
  token = token.setAudience(aud).setExpirationTime(exp);
  return `vapid t=${await token.sign(who.privateKey)}, k=${who.k}`;
}

/**
 * @param {string} endpoint
 * @param {{headers?: Record<string, string|undefined>, body?: BodyInit}} [change]
 */
async function post(endpoint, { headers = {}, body = 'x'.repeat(120) } = {}) {
  const all = { TTL: '60', 'Content-Encoding': 'aes128gcm', Authorization: await authorization(), ...headers };
  const kept = Object.entries(all).filter((entry) => entry[1] !== undefined);
  return fetch(endpoint, { method: 'POST', headers: Object.fromEntries(kept), body });
}

test('a correct push is accepted and recorded with its headers and body', async () => {
  const { endpoint, token } = service.addSubscription(sender.k);
  const answer = await post(endpoint, { headers: { Topic: 'alerte-1', Urgency: 'high' } });
  assert.equal(answer.status, 201);
  assert.equal(answer.headers.get('ttl'), '60');
  const [attempt] = service.accepted.filter((a) => a.token === token);
  assert.equal(attempt.headers.urgency, 'high');
  assert.equal(attempt.body.length, 120);
  assert.equal(attempt.claims?.aud, service.origin);
});

test('VAPID tokens that do not hold are refused with 401', async () => {
  const { endpoint } = service.addSubscription(sender.k);
  const stranger = await newSender();
  const forged = (await authorization({}, stranger)).replace(stranger.k, sender.k);
  const withoutPort = service.origin.replace(/:\d+$/, '');
  const bad = {
    'no header': undefined,
    'another key': await authorization({}, stranger),
    'a signature of another key': forged,
    'an audience without its port': await authorization({ aud: withoutPort }),
    'a life of 25 hours': await authorization({ exp: '25h' }),
    'a token of yesterday': await authorization({ exp: '-1h' }),
    'no contact': await authorization({ sub: null }),
  };
  for (const [why, header] of Object.entries(bad)) {
    const answer = await post(endpoint, { headers: { Authorization: header } });
    assert.equal(answer.status, 401, why);
  }
});

test('missing headers, unknown, gone and oversized pushes get their own codes', async () => {
  const { endpoint, token } = service.addSubscription(sender.k);
  assert.equal((await post(endpoint, { headers: { TTL: undefined } })).status, 400);
  assert.equal((await post(endpoint, { headers: { 'Content-Encoding': undefined } })).status, 400);
  assert.equal((await post(endpoint, { headers: { Topic: 'not/allowed' } })).status, 400);
  assert.equal((await post(endpoint, { body: 'x'.repeat(4097) })).status, 413);
  assert.equal((await post(`${service.origin}/wpush/v2/unknown`)).status, 404);
  /** @type {import('./store.mjs').Subscription} */ (service.store.find(token)).gone = true;
  assert.equal((await post(endpoint)).status, 410);
});

test('it misbehaves when told to, and remembers the attempts', async () => {
  const { endpoint, token } = service.addSubscription(sender.k);
  service.behaviour = { kind: 'status', status: 429, retryAfter: 7 };
  const answer = await post(endpoint);
  assert.equal(answer.status, 429);
  assert.equal(answer.headers.get('retry-after'), '7');
  service.behaviour = { kind: 'reset' };
  await assert.rejects(post(endpoint));
  service.behaviour = { kind: 'hang' };
  const request = { headers: { TTL: '1' }, method: 'POST', signal: AbortSignal.timeout(300) };
  await assert.rejects(fetch(endpoint, request), { name: 'TimeoutError' });
  const statuses = service.attempts.filter((a) => a.token === token).map((a) => a.status);
  assert.deepEqual(statuses, [429, null, null]);
});

/** A browser's socket that answers with the next message. */
async function dial() {
  const socket = new WebSocket(service.socketUrl, 'push-notification');
  /** @type {any[]} */
  const inbox = [];
  /** @type {((message: any) => void)[]} */
  const readers = [];
  socket.on('message', (data) => {
    const message = JSON.parse(String(data));
    const reader = readers.shift();
    if (reader) reader(message);
    else inbox.push(message);
  });
  await new Promise((resolve) => socket.once('open', resolve));
  return {
    /** @param {object} message */
    say: (message) => socket.send(JSON.stringify(message)),
    /** @returns {Promise<any>} */
    hear: () => new Promise((resolve) => (inbox.length > 0 ? resolve(inbox.shift()) : readers.push(resolve))),
    hangUp: () => new Promise((resolve) => socket.once('close', resolve).close()),
  };
}

test('a browser gets its messages, and those it missed when it comes back', async () => {
  const first = await dial();
  first.say({ messageType: 'hello', use_webpush: true, broadcasts: {} });
  const { uaid, use_webpush } = await first.hear();
  assert.equal(use_webpush, true);
  first.say({ messageType: 'register', channelID: 'c1', key: `${sender.k}=` });
  const { pushEndpoint } = await first.hear();
  await post(pushEndpoint, { headers: { Topic: 'a' }, body: 'one' });
  const one = await first.hear();
  assert.equal(Buffer.from(one.data, 'base64url').toString(), 'one');
  first.say({ messageType: 'ack', updates: [{ channelID: 'c1', version: one.version, code: 100 }] });
  first.say({});
  assert.deepEqual(await first.hear(), {});
  await first.hangUp();

  await post(pushEndpoint, { headers: { Topic: 'a' }, body: 'two' });
  await post(pushEndpoint, { headers: { Topic: 'a' }, body: 'three' });
  await post(pushEndpoint, { headers: { TTL: '0' }, body: 'too late' });
  const again = await dial();
  again.say({ messageType: 'hello', uaid, use_webpush: true, broadcasts: {} });
  assert.equal((await again.hear()).uaid, uaid);
  const three = await again.hear();
  assert.equal(Buffer.from(three.data, 'base64url').toString(), 'three');

  again.say({ messageType: 'unregister', channelID: 'c1', code: 200 });
  assert.equal((await again.hear()).status, 200);
  assert.equal((await post(pushEndpoint)).status, 410);
  await again.hangUp();
});
