// An aide's day with everything that goes wrong, on a slow phone (processor four times slower, slow 4G): killed while sending, no network,
// an ended session, a new version of the app, two tabs, a captive portal, a wrong clock, a full phone. Nothing is lost, nothing counts twice.
// The same, a thousand times at random and without a browser, is in `pwa/model`.
import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import { Outbox, RatingForm, signIn } from '../support/app.mjs';
import { FieldPhone } from '../support/field.mjs';
import { Scene } from '../support/scene.mjs';
import { settled } from '../support/tour.mjs';
import { until } from '../support/until.mjs';

/** The promise: empty 30 s after the network is back. */
const DRAIN_MS = 30_000;

/** By now the phone would wait for minutes, if it were in a pocket. */
const MANY_TRIES = 6;

const DAY_MS = 24 * 3600 * 1000;

/** @type {Scene} */
let scene;
/** @type {FieldPhone} */
let phone;
/** @type {import('../support/scene.mjs').Person[]} */
let persons;

before(async () => {
  scene = await Scene.set();
  persons = (await scene.aide.get('/api/persons?q=')).items;
  phone = await FieldPhone.handOut(scene);
});
after(async () => {
  await phone?.close();
  await scene?.close();
});
beforeEach(() => phone.rest());

/**
 * Rates somebody on a page that is open, and reads on the screen that it is safe on the phone.
 * @param {import('playwright-core').Page} page
 * @param {string} note   by which it is found again
 */
async function rate(page, note) {
  await new Outbox(page).openFree(persons[0]);
  const form = new RatingForm(page);
  await form.face('health', 4).tap();
  await form.face('mood', 3).tap();
  await page.getByText('Ajouter un mot').tap();
  await page.getByLabel('Votre mot', { exact: true }).fill(note);
  await form.save.tap();
  await page.getByRole('heading', { name: /^(Enregistré sur ce téléphone|Envoyé)$/ }).waitFor();
}

/**
 * The ratings the server has, by their notes, as the coordinator reads them.
 * @param {string[]} notes
 */
async function onServer(...notes) {
  const { items } = await scene.coordinator.get(`/api/persons/${persons[0].id}/timeline?limit=100`);
  const found = items.map((/** @type {{text: string|null}} */ line) => line.text);
  return notes.map((note) => found.filter((/** @type {string|null} */ text) => text === note).length);
}

/** @param {import('playwright-core').Page} page */
async function drained(page) {
  await new Outbox(page).allSent.waitFor({ timeout: DRAIN_MS });
}

test('killed while the answer is on its way: sent again after the next start, and counted once', async () => {
  phone.network.faults = ['slow answer'];
  phone.network.delay = 60_000;
  const page = await phone.open();
  await rate(page, 'tuée');
  await until(() => phone.network.stored.size === 1, 'the request to arrive');
  assert.equal(await new Outbox(page).chip.textContent(), '1 visite à envoyer');
  await phone.kill(page);

  const again = await phone.open();
  await drained(again);
  assert.equal(phone.network.posts.length, 2, 'it went twice');
  assert.deepEqual(phone.network.posts[0], phone.network.posts[1], 'under the same id');
  assert.deepEqual(await onServer('tuée'), [1]);
});

test('what was rated without network is sent within thirty seconds of its return, whatever the browser believes', async () => {
  const page = await phone.open();
  phone.network.mode = 'offline';
  for (const note of ['un', 'deux', 'trois']) await rate(page, note);
  assert.equal(await new Outbox(page).chip.textContent(), '3 visites à envoyer');
  await until(() => phone.network.posts.length >= MANY_TRIES, 'many tries', 120_000);
  phone.network.mode = 'good';
  await drained(page);
  assert.deepEqual(await onServer('un', 'deux', 'trois'), [1, 1, 1]);
});

test('an ended session stops nothing: it is rated, kept, and sent after the next sign-in', async () => {
  const page = await phone.open();
  await phone.endSession();
  await rate(page, 'sans session');
  const outbox = new Outbox(page);
  await outbox.signInAgain.waitFor({ timeout: DRAIN_MS });
  await rate(page, 'toujours sans');
  assert.deepEqual(await onServer('sans session', 'toujours sans'), [0, 0]);
  await signIn(page, phone.network.url, scene.aide.account);
  await drained(page);
  assert.deepEqual(await onServer('sans session', 'toujours sans'), [1, 1]);
});

test('a new version waits for the form, is put in place with a full outbox, and sends it', async () => {
  const page = await phone.open();
  phone.network.mode = 'down';
  await rate(page, 'avant la mise à jour');
  phone.network.version = 'next';
  await new Outbox(page).openFree(persons[0]);
  await new RatingForm(page).face('health', 2).tap();
  await page.evaluate(async () => void (await (await navigator.serviceWorker.getRegistration())?.update()));
  await until(() => page.evaluate(async () => !!(await navigator.serviceWorker.getRegistration())?.waiting), 'the new version');
  const update = page.getByRole('button', { name: 'Mettre à jour' });
  assert.equal(await update.isVisible(), false, 'not over a form that was begun');

  await page.getByRole('link', { name: 'À envoyer' }).tap();
  await Promise.all([page.waitForEvent('load'), update.tap()]);
  await settled(page);
  assert.equal(await new Outbox(page).chip.textContent(), '1 visite à envoyer');
  await new Outbox(page).openFree(persons[0]);
  assert.equal((await new RatingForm(page).chosen()).health, 2, 'the draft is there');
  phone.network.mode = 'good';
  await page.reload();
  await drained(page);
  assert.deepEqual(await onServer('avant la mise à jour'), [1]);
});

test('two tabs send each visit once, and one request at a time', async () => {
  const one = await phone.open();
  phone.network.mode = 'down';
  await rate(one, 'onglet un');
  const two = await phone.open();
  await rate(two, 'onglet deux');
  phone.network.posts = [];
  phone.network.mode = 'good';
  await Promise.all([one, two].map((page) => page.evaluate(() => void dispatchEvent(new Event('online')))));
  await Promise.all([drained(one), drained(two)]);
  assert.equal(phone.network.posts.flat().length, 2, 'each went once');
  assert.deepEqual(await onServer('onglet un', 'onglet deux'), [1, 1]);
});

test('a captive portal that answers 200 to everything is no proof of anything', async () => {
  const page = await phone.open();
  phone.network.mode = 'portal';
  await rate(page, 'portail');
  await until(() => phone.network.posts.length > 0, 'a try');
  assert.equal(await new Outbox(page).chip.textContent(), '1 visite à envoyer');
  // The app itself does not come from the portal: it is on the phone.
  await page.reload();
  await settled(page);
  assert.equal(await new Outbox(page).chip.textContent(), '1 visite à envoyer');
  phone.network.mode = 'good';
  await page.reload();
  await drained(page);
  assert.deepEqual(await onServer('portail'), [1]);
});

test('a clock that is a day ahead loses nothing, and the aide is told', async () => {
  const wrong = await FieldPhone.handOut(scene, { clockOff: DAY_MS });
  try {
    const page = await wrong.open();
    await rate(page, 'demain');
    await drained(page);
    await page.getByText('L’heure du téléphone semble fausse.').waitFor();
    const [id] = wrong.network.order;
    const other = { ...scene.aide.rating({ person: persons[0], scores: { health: 1 } }), id };
    const [{ outcome, problem }] = await scene.aide.rate(other);
    assert.deepEqual([outcome, problem.code], ['refused', 'rating_conflict'], 'the server has it, with its own content');
  } finally {
    await wrong.close();
  }
});

test('on a full phone the form stays on screen with its answers, and is saved once there is room', async () => {
  const page = await phone.open(`/visite-libre/${persons[0].id}`);
  const form = new RatingForm(page);
  const makeRoom = await phone.fill(page);
  await form.face('health', 2).tap();
  await form.save.tap();
  await page.getByText('Téléphone plein').waitFor();
  assert.equal((await form.chosen()).health, 2);
  await makeRoom();
  await form.save.tap();
  await page.getByRole('heading', { name: /^(Enregistré sur ce téléphone|Envoyé)$/ }).waitFor();
  await drained(page);
  assert.deepEqual([...phone.network.stored.values()], [1]);
});

test('the browser had nothing to say against any of it', () => {
  assert.deepEqual(phone.device.complaints, []);
});
