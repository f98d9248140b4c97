// The story that Vigie is for, by hand, in two browsers: an aide without network rates a visit, the network comes back, the
// coordinator sees the alert arrive, takes it, notes, closes; the aide reads what came of it.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { RatingForm, signIn, Workplace, workerReady } from '../support/app.mjs';
import { firstPage, installabilityErrors, launchChromium, launchPhone } from '../support/chromium.mjs';
import { Finger } from '../support/hands.mjs';
import { draftWritten } from '../support/kept.mjs';
import { ALARMING, Scene } from '../support/scene.mjs';
import { settled } from '../support/tour.mjs';

/** The promise: icon, four faces, save. */
const MOST_TAPS = 6;

/** The promise: a new alert is on the coordinator's screen 2 s after the server has it; the rest is for slow machines. */
const LIVE_PATIENCE_MS = 10_000;

/** The promise: the outbox is empty 30 s after the network is back. */
const DRAIN_PATIENCE_MS = 30_000;

const FOR_AIDE = 'Merci Léa, le médecin passe jeudi.';

/** @type {Scene} */
let scene;
/** @type {import('../support/chromium.mjs').Device} */
let phone;
/** @type {import('../support/chromium.mjs').Device} */
let desk;
/** @type {import('playwright-core').Page} */
let aidePage;
/** @type {Workplace} */
let workplace;
/** @type {import('../support/scene.mjs').Visit} */
let visit;

before(async () => {
  scene = await Scene.set();
  const origin = scene.vigie.url;
  [phone, desk] = await Promise.all([launchPhone({ origin }), launchChromium({ origin })]);
  const rateable = (await scene.visitsToday()).filter((v) => v.status !== 'cancelled' && v.rating_id === null);
  const person = await scene.quietPerson(rateable.map((v) => v.person.id));
  [visit] = rateable.filter((v) => v.person.id === person.id);
});
after(async () => {
  await phone?.close();
  await desk?.close();
  await scene?.close();
});

/** Taps the app's icon: a cold start in a new page. */
async function tapIcon() {
  for (const page of phone.context.pages().slice(1)) await page.close();
  aidePage = await phone.context.newPage();
  await aidePage.goto(scene.vigie.url);
  await settled(aidePage);
}

/**
 * Opens the form of the visit, when the planning has not opened it already.
 * @param {Finger} finger
 */
async function openForm(finger) {
  const heading = aidePage.getByRole('heading', { name: `Visite chez ${visit.person.name}` });
  const row = aidePage.locator(`a[href="/visite/${visit.id}"]`);
  await heading.or(row).first().waitFor();
  if (!(await heading.isVisible())) {
    await finger.tap(row);
    await heading.waitFor();
  }
  return new RatingForm(aidePage);
}

test('the aide signs in, and the app can be installed', async () => {
  aidePage = await firstPage(phone.context);
  await signIn(aidePage, scene.vigie.url, scene.aide.account);
  await settled(aidePage);
  await workerReady(aidePage);
  await aidePage.reload();
  await settled(aidePage);
  assert.deepEqual(await installabilityErrors(aidePage), []);
});

test('the coordinator has the queue open', async () => {
  const page = await firstPage(desk.context);
  await signIn(page, scene.vigie.url, scene.coordinator.account);
  await page.getByText('En direct').waitFor();
  await settled(page);
  workplace = new Workplace(page);
  // The demo has open alerts.
  await workplace.rows.first().waitFor();
  assert.equal(await workplace.row(visit.person.name).count(), 0);
  // A reload would wipe this.
  await page.evaluate(() => Object.assign(globalThis, { neverReloaded: true }));
});

test('without network the app starts cold, and a draft survives a killed page', async () => {
  await phone.network.cut();
  await tapIcon();
  const form = await openForm(new Finger());
  await draftWritten(aidePage, () => form.face('intervention', ALARMING.intervention).tap());
  await draftWritten(aidePage, () => form.face('health', ALARMING.health).tap());
  await aidePage.close();
  await tapIcon();
  const again = await openForm(new Finger());
  const kept = await again.chosen();
  assert.deepEqual(kept, { intervention: ALARMING.intervention, health: ALARMING.health, mood: null, form: null });
});

test('from the unlocked phone to saved in six taps, seven when the visit must be chosen', async () => {
  await tapIcon();
  const finger = new Finger();
  finger.taps = 1;
  const form = await openForm(finger);
  const chosen = finger.taps - 1;
  for (const [axis, score] of Object.entries(ALARMING)) await finger.tap(form.face(axis, score));
  assert.deepEqual(await form.chosen(), ALARMING);
  await finger.tap(form.save);
  await aidePage.getByRole('heading', { name: 'Enregistré sur ce téléphone' }).waitFor();
  await aidePage.getByText('1 visite à envoyer').waitFor();
  assert.ok(finger.taps <= MOST_TAPS + chosen, `${finger.taps} taps`);
  assert.ok(chosen <= 1, 'one tap at most to choose the visit');
});

/** @type {{before: {text: string, top: number}[], after: {text: string, top: number}[]}} the rows around the arrival */
const rows = { before: [], after: [] };

test('when the network is back it is sent, and the coordinator sees it arrive', async () => {
  rows.before = await workplace.standing();
  assert.equal(await workplace.pill.count(), 0);
  await phone.network.restore();
  await aidePage.getByRole('heading', { name: 'Envoyé', exact: true }).waitFor({ timeout: DRAIN_PATIENCE_MS });
  await aidePage.getByText('Tout est envoyé').waitFor();

  await workplace.pill.waitFor({ timeout: LIVE_PATIENCE_MS });
  assert.match((await workplace.pill.textContent()) ?? '', /1 nouvelle/);
  rows.after = await workplace.standing();
  await workplace.page.keyboard.press('r');
  await workplace.row(visit.person.name).waitFor();
  assert.ok(await workplace.page.evaluate(() => /** @type {any} */ (globalThis).neverReloaded));
});

test('nothing moved under the pointer when it arrived', () => {
  assert.ok(rows.before.length > 0);
  assert.deepEqual(rows.after, rows.before);
});

test('the coordinator takes it, notes what was agreed, and closes it with words for the aide', async () => {
  await workplace.row(visit.person.name).click();
  await workplace.action('Prendre').click();
  await workplace.page.getByText('Alerte prise en charge.').waitFor();
  await workplace.note('Appel à la fille : elle passe demain matin.');
  await workplace.page.getByText('Note enregistrée.').waitFor();
  await workplace.close('Action menée', FOR_AIDE);
  await workplace.page.getByText('Alerte terminée.').waitFor();

  const alert = await closedAlert();
  assert.equal(alert.state, 'closed');
  assert.equal(alert.outcome, 'acted');
  const kinds = alert.timeline.map((/** @type {{kind: string}} */ event) => event.kind);
  for (const kind of ['opened', 'claimed', 'note', 'resolved']) assert.ok(kinds.includes(kind), `${kind} in ${kinds}`);
});

async function closedAlert() {
  const id = new URL(workplace.page.url()).pathname.split('/').at(-1);
  return scene.coordinator.get(`/api/alerts/${id}`);
}

test('the aide reads what came of it', async () => {
  await aidePage.getByRole('link', { name: 'Signalements' }).tap();
  const card = aidePage.getByRole('listitem').filter({ hasText: visit.person.name }).filter({ hasText: FOR_AIDE });
  await card.getByText('Terminé', { exact: true }).waitFor();
  await card.getByText('Une action a été décidée.').waitFor();
});

test('neither browser complained', () => {
  assert.deepEqual({ phone: phone.complaints, desk: desk.complaints }, { phone: [], desk: [] });
});
