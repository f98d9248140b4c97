// A morning's queue without a mouse: twenty new alerts are all dealt with by single keys, some at once and some one by one, and
// what was done at once is undone at once. Afterwards none of the twenty is left without an owner, a date or an outcome.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { signIn, Workplace } from '../support/app.mjs';
import { firstPage, launchChromium } from '../support/chromium.mjs';
import { Keyboard } from '../support/hands.mjs';
import { Scene } from '../support/scene.mjs';
import { settled } from '../support/tour.mjs';
import { until } from '../support/until.mjs';

const TWENTY = 20;

/** @typedef {{id: string, state: string, owner: {id: string}|null, snoozed_until: string|null, outcome: string|null}} Alert */

/** @type {Scene} */
let scene;
/** @type {import('../support/chromium.mjs').Device} */
let desk;
/** @type {import('playwright-core').Page} */
let page;
/** @type {Keyboard} */
let keyboard;

before(async () => {
  scene = await Scene.set();
  desk = await launchChromium({ origin: scene.vigie.url });
  page = await firstPage(desk.context);
  keyboard = new Keyboard(page);
  await signIn(page, scene.vigie.url, scene.coordinator.account);
});
after(async () => {
  await desk?.close();
  await scene?.close();
});

/** Needs reported until the coordinator has twenty new alerts. */
async function fillQueue() {
  const open = await scene.openAlerts();
  const busy = new Set(open.map((alert) => alert.person.id));
  const { items } = await scene.coordinator.get('/api/persons?q=');
  let missing = TWENTY - open.filter((alert) => alert.state === 'new').length;
  for (const person of items) {
    if (missing <= 0) break;
    if (busy.has(person.id)) continue;
    await scene.coordinator.post('/api/needs', {
      person_id: person.id,
      sentence: 'La famille demande un passage de plus.',
      severity: 'moderate',
      asked_by: 'family',
    });
    missing -= 1;
  }
  assert.ok(missing <= 0, 'the demo has enough people for twenty alerts');
}

/** @returns {Promise<Alert[]>} */
const twenty = (/** @type {string[]} */ ids) => Promise.all(ids.map((id) => scene.coordinator.get(`/api/alerts/${id}`)));

/**
 * Waits until so many of the twenty are as they should be.
 * @param {string[]} ids
 * @param {(alert: Alert) => boolean} wanted
 * @param {number} count
 * @param {string} what
 */
const untilCount = (ids, wanted, count, what) =>
  until(async () => (await twenty(ids)).filter(wanted).length === count, what);

/**
 * `x` on the following rows, going down.
 * @param {number} count
 */
async function choose(count) {
  for (let chosen = 0; chosen < count; chosen += 1) {
    await keyboard.press('j');
    await keyboard.press('x');
  }
}

test('twenty alerts are dealt with by the keyboard alone', async () => {
  await fillQueue();
  const workplace = new Workplace(page);
  await page.goto(`${scene.vigie.url}/alertes?state=new`);
  await settled(page);
  await until(async () => (await workplace.rows.count()) === TWENTY, 'the twenty rows');
  const ids = await workplace.ids();
  const me = scene.coordinator.user.id;
  const mine = (/** @type {Alert} */ alert) => alert.owner?.id === me;

  // Eight are taken at once; undone at once; taken again.
  await choose(8);
  await keyboard.press('a');
  await page.getByText('8 alertes prises en charge.').waitFor();
  await untilCount(ids, mine, 8, 'eight alerts to be taken');
  await keyboard.press('u');
  await page.getByText('Tout est comme avant.').waitFor();
  await untilCount(ids, (alert) => alert.state === 'new', TWENTY, 'all to be as before');
  for (let row = 0; row < 8; row += 1) {
    await keyboard.press('x');
    await keyboard.press('k');
  }
  await keyboard.press('a');
  await untilCount(ids, mine, 8, 'the eight to be taken again');

  // Six more are put off until tomorrow.
  for (let row = 0; row < 7; row += 1) await keyboard.press('j');
  await choose(6);
  await keyboard.press('v');
  await keyboard.use(page.getByRole('dialog').getByRole('button', { name: /^Demain/ }));
  await untilCount(ids, (alert) => alert.snoozed_until !== null, 6, 'six alerts to rest');

  // Three are opened, taken, and get a promise for tomorrow.
  for (let row = 0; row < 3; row += 1) {
    await keyboard.press('j');
    await keyboard.press('Enter');
    await page.getByRole('heading', { level: 1 }).waitFor();
    await keyboard.press('a');
    await untilCount(ids, mine, 9 + row, 'the alert to be taken');
    await keyboard.press('f');
    await keyboard.use(page.getByRole('button', { name: 'Prévoir', exact: true }));
    await untilCount(ids, (alert) => alert.next_step !== null, row + 1, 'the promise');
    await page.getByRole('button', { name: 'Prévoir', exact: true }).waitFor({ state: 'hidden' });
    await keyboard.press('Escape');
    await page.waitForURL((url) => url.pathname === '/alertes');
  }
  await untilCount(ids, mine, 11, 'eleven alerts to be one’s own');

  // The last three are ended, each with its outcome.
  for (let row = 0; row < 3; row += 1) {
    await keyboard.press('j');
    await keyboard.press('e');
    await workplace.chooseOutcomeByKeyboard(keyboard, 'Conseil ponctuel');
    await keyboard.use(workplace.confirmClose);
    await untilCount(ids, (alert) => alert.outcome === 'one_off_advice', row + 1, 'the alert to be ended');
    await workplace.confirmClose.waitFor({ state: 'hidden' });
    await keyboard.press('Escape');
    await page.waitForURL((url) => url.pathname === '/alertes');
  }
  await untilCount(ids, (alert) => alert.outcome === 'one_off_advice', 3, 'three alerts to be ended');

  const left = (await twenty(ids)).filter((alert) => !alert.owner && !alert.snoozed_until && !alert.outcome);
  assert.deepEqual(left, [], 'nothing is left unowned');
  const { items: promised } = await scene.coordinator.get('/api/follow-ups?owner=me');
  assert.equal(promised.filter((/** @type {{alert_id: string}} */ one) => ids.includes(one.alert_id)).length, 3);
});

test('g and a letter change the page, ? shows the keys, and the switch turns them off', async () => {
  await page.goto(`${scene.vigie.url}/alertes`);
  await settled(page);
  await keyboard.press('g');
  await keyboard.press('s');
  await page.waitForURL((url) => url.pathname === '/suivis');
  await keyboard.press('g');
  await keyboard.press('q');
  await page.waitForURL((url) => url.pathname === '/alertes');
  await keyboard.press('?');
  const switchOff = page.getByRole('dialog').getByLabel('Utiliser les touches');
  await keyboard.use(switchOff, 'Space');
  await keyboard.press('Escape');
  await keyboard.press('?');
  await keyboard.press('/');
  assert.equal(await page.getByRole('dialog').count(), 0, 'no key does anything');
  const searching = await page.evaluate(() => document.activeElement?.matches('[type=search]'));
  assert.equal(searching, false);
});
