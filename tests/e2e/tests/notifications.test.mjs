// One's own notifications in a real Firefox: a test sent from the page is shown and the page says when; a receipt that found no
// server leaves at the next start; after the server's key was changed the browser subscribes again by itself; on a shared phone nobody
// is subscribed by signing in.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { after, before, test } from 'node:test';
import { PushService } from '../push-service/service.mjs';
import { dismissNotifications, shownNotification } from '../support/alert-window.mjs';
import { Api } from '../support/api.mjs';
import { NOTIFY } from '../support/app.mjs';
import { launchFirefox, signInWithFirefox } from '../support/firefox.mjs';
import { Scene } from '../support/scene.mjs';
import { until } from '../support/until.mjs';

/** @type {PushService} */
let service;
/** @type {Scene} */
let scene;
/** @type {import('puppeteer-core').Browser} */
let firefox;
/** @type {import('puppeteer-core').Page} */
let page;

before(async () => {
  service = await PushService.start();
  scene = await Scene.set({ pushOrigins: [service.origin] });
  firefox = await launchFirefox({ pushSocketUrl: service.socketUrl });
  page = await firefox.newPage();
});
after(async () => {
  await firefox?.close();
  await scene?.close();
  await service?.close();
});

/** @param {string} text */
const read = (text) => page.locator(`::-p-text(${text})`).wait();

const open = () => page.goto(`${scene.vigie.url}/notifications`);

const endpoint = () =>
  page.evaluate(async () => {
    const registration = await navigator.serviceWorker.ready;
    return (await registration.pushManager.getSubscription())?.endpoint ?? null;
  });

/** @returns {Promise<any[]>} as the server knows them */
const devices = async () => (await scene.referent.get('/api/push/devices')).items;

test('a test from one’s own page is shown, and the page says when', async () => {
  await signInWithFirefox(page, scene.vigie.url, scene.referent.account);
  await open();
  await page.locator(`button::-p-text(${NOTIFY.ask})`).click();
  await read(NOTIFY.on);
  // The demo has young alerts: she is told of them first.
  await service.calm();
  await dismissNotifications(firefox);

  await page.locator(`button::-p-text(${NOTIFY.test})`).click();
  const shown = await shownNotification(firefox);
  assert.match(`${shown.title} ${shown.body}`, /Vigie/);
  await read(NOTIFY.shownHere);
  await read(NOTIFY.last);
  await dismissNotifications(firefox);

  const [device, ...others] = await devices();
  assert.deepEqual(others, []);
  const own = await endpoint();
  assert.ok(own);
  assert.equal(device.endpoint_hash, createHash('sha256').update(own).digest('base64url'));
  assert.ok(device.last_received_at, 'the browser itself said so');
  assert.ok(Date.parse(device.last_received_at) >= Date.parse(device.last_accepted_at) - 1_000);
});

test('a receipt that found no server is kept, and leaves at the next start of the app', async () => {
  const [before] = await devices();
  // The push service takes the message and holds it until the server is away.
  const deliver = service.deliver;
  /** @type {Parameters<PushService['deliver']>[]} */
  const held = [];
  service.deliver = (...push) => void held.push(push);
  await scene.referent.post('/api/push/test', {});
  await until(() => held.length > 0, 'a push to hold');
  await until(async () => (await devices())[0].last_accepted_at !== before.last_accepted_at, 'the server to know it was taken');
  await scene.vigie.kill();
  service.deliver = deliver;
  for (const push of held) service.deliver(...push);
  await shownNotification(firefox);
  await dismissNotifications(firefox);

  await scene.vigie.startAgain();
  scene.referent = await Api.signIn(scene.vigie.url, scene.referent.account);
  assert.equal((await devices())[0].last_received_at, before.last_received_at, 'nobody could be told yet');
  await open();
  await until(async () => (await devices())[0].last_received_at !== before.last_received_at, 'the receipt');
});

test('after the server’s key was changed the browser subscribes again by itself', async () => {
  const before = { endpoint: await endpoint(), ...(await scene.referent.get('/api/push/key')) };
  await scene.vigie.kill();
  await scene.vigie.command('keys', 'rotate');
  await scene.vigie.startAgain();
  scene.referent = await Api.signIn(scene.vigie.url, scene.referent.account);
  const { key } = await scene.referent.get('/api/push/key');
  assert.notEqual(key, before.key);

  await open();
  const renewed = await until(async () => {
    const now = await endpoint();
    return now !== before.endpoint && now;
  }, 'another subscription');
  assert.equal(service.subscriptionAt(renewed)?.key, key, 'made with the new key');
  await read(NOTIFY.on);
  await until(async () => (await devices()).length === 1 && (await devices())[0].last_received_at === null, 'the new device alone');

  await page.locator(`button::-p-text(${NOTIFY.test})`).click();
  await shownNotification(firefox);
  await read(NOTIFY.shownHere);
  await dismissNotifications(firefox);
  assert.equal((await devices())[0].stale, false);
});

test('on a shared phone signing out ends notifications, signing in subscribes nobody, and a tap turns them on', async () => {
  await page.locator('button::-p-text(Mon compte)').click();
  await page.locator('button::-p-text(Se déconnecter)').click();
  await page.waitForFunction(() => document.querySelector('input[type=password]'));
  await signInWithFirefox(page, scene.vigie.url, scene.coordinator.account);
  await open();
  await page.locator(`button::-p-text(${NOTIFY.ask})`).wait();
  const hers = async () => (await scene.coordinator.get('/api/push/devices')).items.length;
  assert.deepEqual([await hers(), (await devices()).length], [0, 0]);

  await page.locator(`button::-p-text(${NOTIFY.ask})`).click();
  await read(NOTIFY.on);
  assert.equal(await hers(), 1);
});
