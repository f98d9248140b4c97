// A push, all the way to the screen of a real Firefox: the referent subscribes with a tap, an aide's rating raises an alert, the
// app's own worker decrypts and shows it, a click opens it. Then the browser unsubscribes, and the server forgets it.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { PushService } from '../push-service/service.mjs';
import { countNotifications, dismissNotifications, shownNotification } from '../support/alert-window.mjs';
import { indiscretions } from '../support/discretion.mjs';
import { launchFirefox, signInWithFirefox } from '../support/firefox.mjs';
import { Scene } from '../support/scene.mjs';
import { Subscriber } from '../support/subscriber.mjs';
import { until } from '../support/until.mjs';

/** Firefox's code for a message that the worker's handler took to its end. */
const DELIVERED = 100;

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

/**
 * @param {string} address
 * @returns {Promise<import('puppeteer-core').Page>}
 */
async function pageAt(address) {
  return until(async () => {
    for (const candidate of await firefox.pages()) {
      if ((await candidate.evaluate(() => location.href).catch(() => '')) === address) return candidate;
    }
    return null;
  }, `a page at ${address}`);
}

const subscribedEndpoint = () =>
  page.evaluate(async () => {
    const registration = await navigator.serviceWorker.ready;
    return (await registration.pushManager.getSubscription())?.endpoint ?? null;
  });

test('the referent subscribes with a tap on « Me prévenir »', async () => {
  await signInWithFirefox(page, scene.vigie.url, scene.referent.account);
  await page.locator('button::-p-text(Me prévenir)').click();
  await page.locator('::-p-text(Notifications actives sur cet appareil)').wait();
  const endpoint = await subscribedEndpoint();
  assert.ok(endpoint?.startsWith(service.origin), `${endpoint} is at our service`);
  // The demo has young alerts: she is told of them first.
  await service.calm();
  await dismissNotifications(firefox);
  service.acknowledged.length = 0;
});

test('an alert of the sector appears as a notification without a name or a health word', async () => {
  const { alert } = await scene.raiseAlert();
  const shown = await shownNotification(firefox);
  const names = (await scene.everyPerson()).map((p) => p.name);
  assert.match(`${shown.title} ${shown.body}`, /alerte/i);
  assert.deepEqual(indiscretions(`${shown.title} ${shown.body}`, names), []);
  await until(() => service.acknowledged.length > 0, 'the acknowledgement of the browser');
  assert.deepEqual(service.acknowledged.map((a) => a.code), [DELIVERED]);

  await shown.click();
  const target = `${scene.vigie.url}/alertes/${alert.id}`;
  const opened = await pageAt(target);
  await opened.locator(`::-p-text(${alert.person.name})`).wait();
  await until(async () => (await countNotifications(firefox)) === 0, 'the notification to be put away');
});

test('with no page of the app open, the worker shows it all the same', async () => {
  for (const other of await firefox.pages()) if (other !== page) await other.close();
  await page.goto('about:blank');
  const { alert } = await scene.raiseAlert();
  const shown = await shownNotification(firefox);
  await shown.click();
  const target = `${scene.vigie.url}/alertes/${alert.id}`;
  await pageAt(target);
});

test('after the browser unsubscribed the server hears 410 once and forgets the subscription', async () => {
  await page.goto(scene.vigie.url);
  const endpoint = await subscribedEndpoint();
  assert.ok(endpoint);
  const token = endpoint.slice(endpoint.lastIndexOf('/') + 1);
  await page.evaluate(async () => {
    const registration = await navigator.serviceWorker.ready;
    await (await registration.pushManager.getSubscription())?.unsubscribe();
  });
  await until(() => service.unregistered.length > 0, 'the browser to unregister');

  await scene.raiseAlert();
  const refused = await service.waitFor((a) => a.token === token && a.status !== 201, 'the push that finds nobody');
  assert.equal(refused.status, 410);
  const before = service.attempts.filter((a) => a.token === token).length;

  // Another device of hers shows when the next alert was sent.
  const witness = await Subscriber.subscribe(scene.referent, service);
  await scene.raiseAlert();
  await service.waitFor((a) => a.token === witness.token && a.status === 201, 'the push to the other device');
  assert.equal(service.attempts.filter((a) => a.token === token).length, before, 'nothing more is sent there');
});
