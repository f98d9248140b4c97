// A referent's phone after an update: the new version takes over while no page is open, and the sector is there without network.
import { after, before, test } from 'node:test';
import { SectorView, signIn, workerReady } from '../support/app.mjs';
import { firstPage, launchPhone } from '../support/chromium.mjs';
import { FaultyNetwork } from '../support/faulty-network.mjs';
import { Scene } from '../support/scene.mjs';
import { settled } from '../support/tour.mjs';
import { until } from '../support/until.mjs';

/** A new worker fetches its files before it is installed. */
const INSTALL_MS = 60_000;

/** @type {Scene} */
let scene;
/** @type {FaultyNetwork} */
let network;
/** @type {import('../support/chromium.mjs').Device} */
let phone;

before(async () => {
  scene = await Scene.set();
  network = await FaultyNetwork.start(scene.vigie.url);
  phone = await launchPhone({ origin: network.url });
});
after(async () => {
  await phone?.close();
  await network?.close();
  await scene?.close();
});

test('the sector opens without network when an update has taken over', async () => {
  const raised = await scene.raiseAlert('Elle ne se lève plus.');
  const page = await firstPage(phone.context);
  await signIn(page, network.url, scene.referent.account);
  await page.waitForURL('**/secteur');
  await settled(page);
  await workerReady(page);
  // The worker keeps an area the first time it is used under it.
  await page.reload();
  await settled(page);
  await new SectorView(page).card(raised.person.name).waitFor();

  network.version = 'next';
  await page.evaluate(async () => void (await (await navigator.serviceWorker.getRegistration())?.update()));
  const waits = () => page.evaluate(async () => !!(await navigator.serviceWorker.getRegistration())?.waiting);
  await until(waits, 'the new version', INSTALL_MS);

  const blank = await phone.context.newPage();
  const versions = await workersOf(blank);
  const are = (/** @type {string[]} */ ...wanted) => [...versions.values()].sort().join() === wanted.join();
  await until(() => are('activated', 'installed'), 'both versions to be told of', INSTALL_MS);
  await page.close();
  await until(() => are('activated'), 'the new version alone in charge', INSTALL_MS);

  network.mode = 'offline';
  await blank.goto(network.url);
  await blank.waitForURL('**/secteur');
  await settled(blank);
  await new SectorView(blank).card(raised.person.name).waitFor();
});

/** The workers that live, by their versions, and how far they are. @param {import('playwright-core').Page} page */
async function workersOf(page) {
  /** @type {Map<string, string>} */
  const found = new Map();
  const session = await page.context().newCDPSession(page);
  session.on('ServiceWorker.workerVersionUpdated', ({ versions }) => {
    for (const { versionId, status } of versions) {
      if (status === 'redundant') found.delete(versionId);
      else found.set(versionId, status);
    }
  });
  await session.send('ServiceWorker.enable');
  return found;
}
