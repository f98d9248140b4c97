// The rule lab as an administrator uses it: change a rule, see what it would have done, publish it with a reason, go back; and
// let one sector alone follow a draft.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { signIn } from '../support/app.mjs';
import { firstPage, launchChromium } from '../support/chromium.mjs';
import { Scene } from '../support/scene.mjs';
import { settled } from '../support/tour.mjs';

/** @type {Scene} */
let scene;
/** @type {import('../support/chromium.mjs').Device} */
let desk;
/** @type {import('playwright-core').Page} */
let page;

before(async () => {
  scene = await Scene.set();
  desk = await launchChromium({ origin: scene.vigie.url });
  page = await firstPage(desk.context);
  await signIn(page, scene.vigie.url, scene.administrator.account);
  await page.goto(`${scene.vigie.url}/regles`);
  await settled(page);
});
after(async () => {
  await desk?.close();
  await scene?.close();
});

const inForce = () => scene.administrator.get('/api/rules');

/** @param {string} id */
const rule = async (id) => (await inForce()).current.rules.rules.find((/** @type {{id: string}} */ one) => one.id === id);

/** @param {string} title */
const card = (title) =>
  page.getByRole('listitem').filter({ has: page.getByRole('heading', { name: title, exact: true, level: 3 }) });

/** @param {string} reason */
async function confirm(reason, button = 'Publier') {
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Motif').fill(reason);
  await dialog.getByRole('button', { name: button, exact: true }).click();
  await dialog.waitFor({ state: 'hidden' });
}

test('a draft is replayed before it is published, and one step takes it back', async () => {
  const before = await inForce();
  await card('Tiède').getByLabel('Règle active').uncheck();
  await page.getByRole('group', { name: 'Période' }).getByRole('radio', { name: /^30/ }).check();
  await page.getByRole('button', { name: 'Rejouer le brouillon' }).click();
  await page.getByRole('heading', { name: 'Sur quelles données' }).waitFor();
  await page.getByRole('img', { name: /semaine/ }).first().waitFor();

  await page.getByRole('button', { name: 'Publier le brouillon…' }).click();
  await confirm('Trop d’alertes tièdes.');
  await page.getByText(`Version ${before.current.version + 1} publiée.`).waitFor();
  assert.equal((await rule('lukewarm')).enabled, false);

  await page.getByRole('button', { name: 'Revenir à la version précédente' }).click();
  await confirm('Retour.', 'Revenir en arrière');
  await page.getByText(`Retour en arrière publié : version ${before.current.version + 2}.`).waitFor();
  assert.equal((await rule('lukewarm')).enabled, true);
});

test('one sector follows a draft, the federation does not, and the exception can be ended', async () => {
  await card('Tiède').getByLabel('Règle active').uncheck();
  await page.getByRole('button', { name: 'Appliquer à ce secteur…' }).click();
  await confirm('Secteur en rodage.', 'Appliquer');
  const { items } = await scene.administrator.get('/api/rules/overrides');
  assert.equal(items.length, 1);
  assert.deepEqual(items[0].overrides, { rules: { lukewarm: { enabled: false } } });
  assert.equal((await rule('lukewarm')).enabled, true, 'the others follow the same rules as before');
  const exception = page.getByRole('listitem').filter({ hasText: 'Secteur en rodage.' });
  await exception.getByText(/Tiède/).waitFor();
  await exception.getByRole('button', { name: /Mettre fin/ }).click();
  await exception.getByRole('button', { name: 'Oui, mettre fin' }).click();
  await exception.waitFor({ state: 'hidden' });
  assert.deepEqual((await scene.administrator.get('/api/rules/overrides')).items, []);
});
