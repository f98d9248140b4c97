// An aide's day on a slow phone (processor four times slower, slow 4G) when the phone is to blame: a new version of the app, two tabs, a
// wrong clock, a full disk. Nothing is lost, nothing counts twice. The same at random, without a browser, is in `pwa/model`.
import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import { Outbox, RatingForm } from '../support/app.mjs';
import { FieldPhone, shiftClock } from '../support/field.mjs';
import { draftWritten } from '../support/kept.mjs';
import { Scene } from '../support/scene.mjs';
import { settled } from '../support/tour.mjs';
import { until } from '../support/until.mjs';

const DAY_MS = 24 * 3600 * 1000;

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

test('a new version waits for the form, is put in place with a full outbox, and sends it', async () => {
  const page = await phone.open();
  phone.network.mode = 'down';
  await phone.rate(page, 'avant la mise à jour');
  phone.network.version = 'next';
  await new Outbox(page).openFree(phone.person);
  await new RatingForm(page).face('health', 2).tap();
  await page.evaluate(async () => void (await (await navigator.serviceWorker.getRegistration())?.update()));
  await until(() => page.evaluate(async () => !!(await navigator.serviceWorker.getRegistration())?.waiting), 'the new version', 60_000);
  const update = page.getByRole('button', { name: 'Mettre à jour' });
  assert.equal(await update.isVisible(), false, 'not over a form that was begun');

  await page.getByRole('link', { name: 'À envoyer' }).tap();
  await Promise.all([page.waitForEvent('load'), update.tap()]);
  await settled(page);
  await new Outbox(page).says('1 visite à envoyer');
  await new Outbox(page).openFree(phone.person);
  assert.equal((await new RatingForm(page).chosen()).health, 2, 'the draft is there');
  phone.network.mode = 'good';
  await page.reload();
  await phone.drained(page);
  assert.deepEqual(await phone.onServer('avant la mise à jour'), [1]);
});

test('two tabs send each visit once, and one request at a time', async () => {
  const one = await phone.open();
  phone.network.mode = 'down';
  await phone.rate(one, 'onglet un');
  const two = await phone.open();
  await phone.rate(two, 'onglet deux');
  phone.network.posts = [];
  phone.network.mode = 'good';
  await Promise.all([one, two].map((page) => page.evaluate(() => void dispatchEvent(new Event('online')))));
  await Promise.all([phone.drained(one), phone.drained(two)]);
  assert.equal(phone.network.posts.flat().length, 2, 'each went once');
  assert.deepEqual(await phone.onServer('onglet un', 'onglet deux'), [1, 1]);
});

test('a clock that is a day ahead loses nothing, and the aide is told', async () => {
  const wrong = await FieldPhone.handOut(scene, { clockOff: DAY_MS });
  try {
    const page = await wrong.open();
    await wrong.rate(page, 'demain');
    await wrong.drained(page);
    await page.getByText('L’heure du téléphone semble fausse.').waitFor();
    const [id] = wrong.network.order;
    const other = { ...scene.aide.rating({ person: phone.person, scores: { health: 1 } }), id };
    const [{ outcome, problem }] = await scene.aide.rate(other);
    assert.deepEqual([outcome, problem.code], ['refused', 'rating_conflict'], 'the server has it, with its own content');
  } finally {
    await wrong.close();
  }
});

test('a visit begun on another day and never saved is asked about, and does not become one of today', async () => {
  const visit = `/visite-libre/${phone.person.id}`;
  const earlier = await phone.device.context.newPage();
  await earlier.addInitScript(shiftClock, -3 * DAY_MS);
  await earlier.goto(phone.network.url + visit);
  await draftWritten(earlier, () => new RatingForm(earlier).face('health', 1).tap());
  await earlier.reload();
  await until(async () => (await new RatingForm(earlier).chosen()).health === 1, 'the draft of the same day');
  await earlier.close();

  const page = await phone.open(visit);
  await page.getByText(/^Une visite commencée .+ n’a pas été enregistrée\.$/).waitFor();
  await page.getByRole('button', { name: 'L’effacer : je note une autre visite' }).tap();
  await until(async () => (await new RatingForm(page).chosen()).health === null, 'an empty form');
  await phone.rate(page, 'aujourd’hui');
  await phone.drained(page);
  const { items } = await scene.coordinator.get(`/api/persons/${phone.person.id}/timeline?limit=100`);
  const [line] = items.filter((/** @type {{text: string|null}} */ { text }) => text === 'aujourd’hui');
  assert.ok(Date.now() - Date.parse(line.at) < DAY_MS, `it is of ${line.at}`);
});

test('on a full phone the form stays on screen with its answers, and is saved once there is room', async () => {
  const page = await phone.open(`/visite-libre/${phone.person.id}`);
  const form = new RatingForm(page);
  const makeRoom = await phone.fill(page);
  await form.face('health', 2).tap();
  await form.save.tap();
  await page.getByText('Téléphone plein').waitFor();
  assert.equal((await form.chosen()).health, 2);
  await makeRoom();
  await form.save.tap();
  await page.getByRole('heading', { name: /^(Enregistré sur ce téléphone|Envoyé)$/ }).waitFor();
  await phone.drained(page);
  assert.deepEqual([...phone.network.stored.values()], [1]);
});

test('the browser had nothing to say against any of it', () => {
  assert.deepEqual(phone.device.complaints, []);
});
