// A push, read by others than the server: decrypted with `http_ece`, its VAPID token verified with `jose`.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { PushService } from '../push-service/service.mjs';
import { verifyVapid } from '../push-service/vapid.mjs';
import { indiscretions } from '../support/discretion.mjs';
import { Scene } from '../support/scene.mjs';
import { Subscriber } from '../support/subscriber.mjs';

/** @type {PushService} */
let service;
/** @type {Scene} */
let scene;

before(async () => {
  service = await PushService.start();
  scene = await Scene.set({ pushOrigins: [service.origin] });
});
after(async () => {
  await scene?.close();
  await service?.close();
});

/** @type {Subscriber} */
let referent;
/** @type {import('../support/scene.mjs').Person} */
let person;
/** @type {{id: string}} */
let alert;
/** @type {import('../push-service/endpoint.mjs').Attempt} */
let push;

test('an alert raised in the sector is pushed to its referent', async () => {
  referent = await Subscriber.subscribe(scene.referent, service);
  ({ person, alert } = await scene.raiseAlert('Pâle, ne se lève plus.'));
  push = await referent.pushAbout(service, alert, { accepted: false });
  assert.equal(push.status, 201, push.reason ?? '');
});

test('its headers say how long, how urgent and how it is encrypted', () => {
  const { headers } = push;
  assert.equal(headers['content-encoding'], 'aes128gcm');
  assert.ok(Number(headers.ttl) > 0, `TTL ${headers.ttl}`);
  assert.equal(headers.urgency, 'high', 'a critical alert wakes the phone');
});

test('its VAPID token is signed by the published key, for this origin, for a day at most', async () => {
  const { key } = await scene.referent.get('/api/push/key');
  const claims = await verifyVapid(push.headers.authorization, { origin: service.origin, key });
  assert.equal(claims.aud, service.origin, 'with the port');
  assert.match(service.origin, /:\d+$/);
  assert.ok(Number(claims.exp) - Date.now() / 1000 <= 24 * 3600);
  assert.notEqual(claims.sub, 'mailto:example@example.com', 'the filler of the library');
});

test('its payload is a declarative push that leads to the alert', async () => {
  const payload = JSON.parse(referent.decrypt(push.body));
  assert.equal(payload.web_push, 8030);
  assert.equal(typeof payload.id, 'string');
  const { notification } = payload;
  assert.deepEqual(Object.keys(notification).sort(), ['body', 'lang', 'navigate', 'silent', 'tag', 'title']);
  assert.equal(notification.navigate, `${scene.vigie.url}/alertes/${alert.id}`);
  assert.equal(notification.lang, 'fr');
  assert.equal(notification.silent, false);
  for (const field of ['title', 'body', 'tag']) assert.ok(notification[field].length > 0, field);
});

test('it names no person and nothing about health', async () => {
  const text = referent.decrypt(push.body);
  const names = (await scene.everyPerson()).map((p) => p.name);
  assert.ok(names.length >= 2, 'there are names to look for');
  const { title, body, tag } = JSON.parse(text).notification;
  assert.deepEqual(indiscretions(`${title} ${body} ${tag}`, names), []);
  assert.ok(!text.includes(person.name) && !text.includes(person.id), text);
  assert.ok(!push.body.includes(person.name), 'nor the body on the wire');
});

test('the same rating sent again pushes nothing more', async () => {
  const second = await scene.raiseAlert();
  await referent.pushAbout(service, second.alert);
  const again = await scene.aide.rate(second.rating, second.rating);
  assert.deepEqual(again.map((r) => r.outcome), ['duplicate', 'duplicate']);
  // What is sent after the duplicates shows that nothing was sent for them.
  const third = await scene.raiseAlert();
  await referent.pushAbout(service, third.alert);
  const about = referent.received(service).filter((p) => p.notification.tag.includes(second.alert.id));
  assert.equal(about.length, 1, 'one push about the alert');
});
