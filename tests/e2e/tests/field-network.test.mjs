// An aide's day on a slow phone (processor four times slower, slow 4G) when the network is to blame: killed while sending, no network, an
// ended session, a captive portal. Nothing is lost, nothing counts twice. The same at random, without a browser, is in `pwa/model`.
import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import { DRAIN_MS, FieldPhone } from '../support/field.mjs';
import { Outbox, signIn } from '../support/app.mjs';
import { Scene } from '../support/scene.mjs';
import { settled } from '../support/tour.mjs';
import { until } from '../support/until.mjs';

/** By now the phone would wait for minutes, if it were in a pocket. */
const MANY_TRIES = 6;

/** @type {Scene} */
let scene;
/** @type {FieldPhone} */
let phone;

before(async () => {
  scene = await Scene.set();
  phone = await FieldPhone.handOut(scene);
});
after(async () => {
  await phone?.close();
  await scene?.close();
});
beforeEach(() => phone.rest());

test('killed while the answer is on its way: sent again after the next start, and counted once', async () => {
  phone.network.faults = ['slow answer'];
  phone.network.delay = 60_000;
  const page = await phone.open();
  await phone.rate(page, 'tuée');
  await until(() => phone.network.stored.size === 1, 'the request to arrive');
  await new Outbox(page).says('1 visite à envoyer');
  await phone.kill(page);

  const again = await phone.open();
  await phone.drained(again);
  assert.equal(phone.network.posts.length, 2, 'it went twice');
  assert.deepEqual(phone.network.posts[0], phone.network.posts[1], 'under the same id');
  assert.deepEqual(await phone.onServer('tuée'), [1]);
});

test('what was rated without network is sent by itself after its return, whatever the browser believes', async () => {
  const page = await phone.open();
  phone.network.mode = 'offline';
  for (const note of ['un', 'deux', 'trois']) await phone.rate(page, note);
  await new Outbox(page).says('3 visites à envoyer');
  await until(() => phone.network.posts.length >= MANY_TRIES, 'many tries', 120_000);
  phone.network.mode = 'good';
  await phone.drained(page);
  assert.deepEqual(await phone.onServer('un', 'deux', 'trois'), [1, 1, 1]);
});

test('an ended session stops nothing: it is rated, kept, and sent after the next sign-in', async () => {
  const page = await phone.open();
  await phone.endSession();
  await phone.rate(page, 'sans session');
  const outbox = new Outbox(page);
  await outbox.signInAgain.waitFor({ timeout: DRAIN_MS });
  await phone.rate(page, 'toujours sans');
  assert.deepEqual(await phone.onServer('sans session', 'toujours sans'), [0, 0]);
  await signIn(page, phone.network.url, scene.aide.account);
  await phone.drained(page);
  assert.deepEqual(await phone.onServer('sans session', 'toujours sans'), [1, 1]);
});

test('a captive portal that answers 200 to everything is no proof of anything', async () => {
  const page = await phone.open();
  phone.network.mode = 'portal';
  await phone.rate(page, 'portail');
  await until(() => phone.network.posts.length > 0, 'a try');
  await new Outbox(page).says('1 visite à envoyer');
  // The app itself does not come from the portal: it is on the phone.
  await page.reload();
  await settled(page);
  await new Outbox(page).says('1 visite à envoyer');
  phone.network.mode = 'good';
  await page.reload();
  await phone.drained(page);
  assert.deepEqual(await phone.onServer('portail'), [1]);
});

test('the browser had nothing to say against any of it', () => {
  assert.deepEqual(phone.device.complaints, []);
});
