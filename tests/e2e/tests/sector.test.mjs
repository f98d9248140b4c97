// A referent's phone: it begins with the sector, an alert is taken with one tap and given back with another, the list can be
// read without network, and an aide's answer arrives where the sector's signals are.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { SectorView, signIn, workerReady } from '../support/app.mjs';
import { firstPage, launchPhone } from '../support/chromium.mjs';
import { Finger } from '../support/hands.mjs';
import { Scene } from '../support/scene.mjs';
import { settled } from '../support/tour.mjs';
import { until } from '../support/until.mjs';

/** @type {Scene} */
let scene;
/** @type {import('../support/chromium.mjs').Device} */
let phone;
/** @type {import('playwright-core').Page} */
let page;
/** @type {SectorView} */
let sector;
/** @type {Awaited<ReturnType<Scene['raiseAlert']>>} */
let raised;

before(async () => {
  scene = await Scene.set();
  raised = await scene.raiseAlert('Elle ne se lève plus.');
  phone = await launchPhone({ origin: scene.vigie.url });
  page = await firstPage(phone.context);
  sector = new SectorView(page);
});
after(async () => {
  await phone?.close();
  await scene?.close();
});

const ownerNow = async () => (await scene.referent.get(`/api/alerts/${raised.alert.id}`)).owner?.id ?? null;

test('a referent’s phone begins with the sector', async () => {
  await signIn(page, scene.vigie.url, scene.referent.account);
  await page.waitForURL('**/secteur');
  await settled(page);
  await sector.card(raised.person.name).waitFor();
});

test('one tap takes an alert, another gives it back', async () => {
  const finger = new Finger();
  await finger.tap(sector.take(raised.person.name));
  await sector.card(raised.person.name).waitFor({ state: 'detached' });
  assert.equal(finger.taps, 1);
  await until(async () => (await ownerNow()) === scene.referent.user.id, 'the owner');

  await finger.tap(sector.undo);
  await sector.card(raised.person.name).waitFor();
  await until(async () => (await ownerNow()) === null, 'nobody owning it');
});

test('without network the list is there, and taking says what it needs', async () => {
  await workerReady(page);
  // The worker keeps an area the first time it is used under it.
  await page.reload();
  await settled(page);
  await phone.network.cut();
  await page.reload();
  await settled(page);
  await sector.card(raised.person.name).waitFor();
  await sector.oldList.first().waitFor();
  await sector.take(raised.person.name).tap();
  await sector.needsNetwork.waitFor();
  assert.equal(await ownerNow(), null);
  await phone.network.restore();
});

test('an aide’s answer reaches the referent', async () => {
  let { alert } = raised;
  const act = async (/** @type {string} */ verb, /** @type {object} */ body) => {
    alert = await scene.coordinator.post(`/api/alerts/${alert.id}/${verb}`, { version: alert.version, ...body });
  };
  alert = await scene.coordinator.get(`/api/alerts/${alert.id}`);
  await act('claim', {});
  await act('resolve', { outcome: 'acted', for_aide: 'Merci, le médecin passe jeudi.' });

  const hand = await launchPhone({ origin: scene.vigie.url });
  try {
    const aide = await firstPage(hand.context);
    await signIn(aide, scene.vigie.url, scene.aide.account);
    await aide.goto(`${scene.vigie.url}/signaux`);
    await settled(aide);
    const signal = aide.getByRole('listitem').filter({ hasText: 'Merci, le médecin passe jeudi.' });
    await signal.getByRole('button', { name: 'Répondre', exact: true }).tap();
    await signal.getByLabel('Votre réponse à l’équipe').fill('Elle mange mieux ce matin.');
    await signal.getByRole('button', { name: 'Envoyer ma réponse', exact: true }).tap();
    await signal.getByText('Elle mange mieux ce matin.').and(aide.locator('blockquote')).waitFor();
    // She answers once.
    await signal.getByRole('button', { name: 'Répondre', exact: true }).waitFor({ state: 'detached' });
  } finally {
    await hand.close();
  }
  await page.goto(`${scene.vigie.url}/signaux`);
  await settled(page);
  await page.getByText('Elle mange mieux ce matin.').waitFor();
});
