// A person's file: somebody is added to it and taken out again; and a refusal noted by a coordinator closes it behind her, while the
// referent still opens it and reads who said so.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { signIn } from '../support/app.mjs';
import { firstPage, launchChromium } from '../support/chromium.mjs';
import { Scene } from '../support/scene.mjs';
import { settled } from '../support/tour.mjs';
import { until } from '../support/until.mjs';

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
  await signIn(page, scene.vigie.url, scene.coordinator.account);
});
after(async () => {
  await desk?.close();
  await scene?.close();
});

/** @param {string} id */
async function openFile(id) {
  await page.goto(`${scene.vigie.url}/personnes/${id}`);
  await settled(page);
}

/** @param {string} id */
const contacts = async (id) => (await scene.coordinator.get(`/api/persons/${id}`)).contacts;

test('somebody is added to the file, and taken out again', async () => {
  const person = await scene.quietPerson();
  await openFile(person.id);
  const before = (await contacts(person.id)).length;
  await page.getByRole('button', { name: 'Ajouter une personne' }).click();
  await page.getByRole('button', { name: 'Enregistrer', exact: true }).click();
  // A name and a tie are asked for.
  await until(async () => (await page.getByText('À remplir.').count()) === 2, 'two fields to be asked for');
  await page.getByLabel('Nom', { exact: true }).fill('Claire Exemple');
  await page.getByLabel('Lien avec la personne').fill('Fille');
  await page.locator('label').filter({ hasText: 'Décide selon la loi' }).click();
  await page.getByRole('button', { name: 'Enregistrer', exact: true }).click();
  await page.getByText('Personne ajoutée.').waitFor();
  const added = (await contacts(person.id)).find((/** @type {{name: string}} */ one) => one.name === 'Claire Exemple');
  assert.deepEqual([added?.relation, added?.guardian, added?.carer], ['Fille', true, false]);
  await page.getByRole('status').getByRole('button', { name: 'Annuler' }).click();
  await until(async () => (await contacts(person.id)).length === before, 'the undoing');
});

test('a refusal closes the file behind the coordinator who notes it', async () => {
  const person = await scene.quietPerson();
  await openFile(person.id);
  await page.getByRole('button', { name: 'Noter ce qui a été dit' }).click();
  await page.locator('label').filter({ hasText: 'Refusée' }).click();
  await page.getByText('Vous ne pourrez plus ouvrir ce dossier').waitFor();
  await page.locator('label').filter({ hasText: 'La famille' }).click();
  await page.getByLabel('Nom de qui l’a dit').fill('Sa fille');
  await page.getByRole('button', { name: 'Enregistrer', exact: true }).click();
  await page.waitForURL('**/alertes');
  await openFile(person.id);
  await page.getByText('Ce dossier n’existe pas, ou n’est pas dans votre secteur.').waitFor();
  const [said] = (await scene.referent.get(`/api/persons/${person.id}`)).consents;
  assert.deepEqual([said.coordination, said.given_by, said.given_as], ['refused', 'Sa fille', 'family']);
});

test('the console has nothing against the file', () => assert.deepEqual(desk.complaints, []));
