// How one signs in at a desk: a code app, codes on paper, a passkey of an authenticator without hardware; one's own devices; and a federation
// that asks for a second step.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, before, test } from 'node:test';
import { signIn } from '../support/app.mjs';
import { firstPage, launchChromium } from '../support/chromium.mjs';
import { Scene } from '../support/scene.mjs';
import { codeOf } from '../support/totp.mjs';
import { settled } from '../support/tour.mjs';

/** @type {Scene} */
let scene;
/** @type {import('../support/chromium.mjs').Device[]} */
const devices = [];
/** @type {import('playwright-core').Page} the administrator's, once she is in */
let office;

before(async () => {
  scene = await Scene.set();
});
after(async () => {
  for (const device of devices) await device.close();
  await scene?.close();
});

async function unpack() {
  const device = await launchChromium({ origin: scene.vigie.url });
  devices.push(device);
  return { device, page: await firstPage(device.context) };
}

/** @param {import('playwright-core').Page} page @param {string} path */
async function at(page, path) {
  await page.goto(scene.vigie.url + path);
  await settled(page);
}

/**
 * The first step of signing in; the second is asked for.
 * @param {import('playwright-core').Page} page
 * @param {import('../support/vigie.mjs').Account} account
 */
async function firstStep(page, { login, secret }) {
  await page.goto(`${scene.vigie.url}/connexion`);
  await page.getByLabel('Identifiant', { exact: true }).fill(login);
  await page.getByLabel('Mot de passe ou code', { exact: true }).fill(secret);
  await page.getByRole('button', { name: 'Se connecter', exact: true }).click();
  await page.getByRole('heading', { name: 'Deuxième étape' }).waitFor();
}

/** @param {import('playwright-core').Page} page */
const entered = (page) => page.waitForURL((url) => url.pathname === '/');

/**
 * Sets a code app up, from the page that has the button for it.
 * @param {import('playwright-core').Page} page
 */
async function addCodeApp(page) {
  await page.getByRole('button', { name: 'Ajouter une application de codes' }).click();
  await page.getByRole('button', { name: 'Continuer' }).click();
  const secret = (await page.locator('.security-secret').textContent()) ?? '';
  await page.getByLabel('Code affiché par l’application').fill('000000');
  await page.getByRole('button', { name: 'Terminer' }).click();
  await page.getByRole('dialog').getByRole('alert').waitFor();
  await page.getByLabel('Code affiché par l’application').fill(codeOf(secret));
  await page.getByRole('button', { name: 'Terminer' }).click();
  await page.getByRole('heading', { name: 'Codes de secours' }).waitFor();
  return secret;
}

test('a code app, set up and asked for; a code of paper works once', async () => {
  const { account } = scene.coordinator;
  const desk = await unpack();
  await signIn(desk.page, scene.vigie.url, account);
  await at(desk.page, '/securite');
  const secret = await addCodeApp(desk.page);
  const [file] = await Promise.all([
    desk.page.waitForEvent('download'),
    desk.page.getByRole('button', { name: 'Enregistrer', exact: true }).click(),
  ]);
  const [paper] = (await readFile(await file.path(), 'utf8')).trim().split('\n').slice(2);
  assert.ok(paper);
  await desk.page.getByRole('button', { name: 'Je les ai gardés' }).click();
  await desk.page.getByText('10 codes de secours restants').waitFor();

  const second = await unpack();
  await firstStep(second.page, account);
  await second.page.getByLabel('Code à 6 chiffres').fill('000000');
  await second.page.getByRole('button', { name: 'Continuer' }).click();
  await second.page.getByRole('alert').waitFor();
  await second.page.getByLabel('Code à 6 chiffres').fill(codeOf(secret, 1));
  await second.page.getByRole('button', { name: 'Continuer' }).click();
  await entered(second.page);

  for (const works of [true, false]) {
    const third = await unpack();
    await firstStep(third.page, account);
    await third.page.getByRole('radio', { name: 'Code de secours' }).check();
    await third.page.getByRole('textbox', { name: 'Code de secours' }).fill(paper);
    await third.page.getByRole('button', { name: 'Continuer' }).click();
    if (works) await entered(third.page);
    else await third.page.getByRole('alert').waitFor();
  }
});

test('a device that is not mine any more is signed out from another one', async () => {
  const { account } = scene.referent;
  const one = await unpack();
  await signIn(one.page, scene.vigie.url, account);
  const other = await unpack();
  await signIn(other.page, scene.vigie.url, account);
  await at(one.page, '/securite');
  await one.page.getByText('cet appareil', { exact: true }).waitFor();
  await one.page.getByRole('button', { name: 'Déconnecter tous les autres' }).click();
  await one.page.getByText('Vous n’êtes connecté nulle part ailleurs.').waitFor();
  await other.page.reload();
  await other.page.getByText(/déconnecté depuis un autre|connexion a expiré/).waitFor();
  await at(one.page, '/securite');
});

test('a passkey is made and opens the door', async () => {
  const { account } = scene.administrator;
  const { page } = await unpack();
  await signIn(page, scene.vigie.url, account);
  await at(page, '/securite');
  const session = await page.context().newCDPSession(page);
  await session.send('WebAuthn.enable');
  await session.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      transport: 'internal',
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  });
  await page.getByRole('button', { name: 'Ajouter une clé d’accès' }).click();
  await page.getByLabel('Nom de cette clé').fill('Poste du bureau');
  await page.getByRole('button', { name: 'Créer la clé d’accès' }).click();
  await page.getByRole('heading', { name: 'Codes de secours' }).waitFor();
  await page.getByRole('button', { name: 'Je les ai gardés' }).click();
  await page.getByText('Poste du bureau').waitFor();

  await page.getByRole('button', { name: /Mon compte/ }).click();
  await page.getByRole('button', { name: 'Se déconnecter' }).click();
  await firstStep(page, account);
  await page.getByRole('button', { name: 'Utiliser ma clé d’accès' }).click();
  await entered(page);
  office = page;
});

test('where a second step is required, nothing opens before it is set up', async () => {
  await at(office, '/reglages/acces');
  await office.getByRole('radio', { name: 'Exigée' }).check();
  await office.getByRole('button', { name: 'Enregistrer', exact: true }).click();
  await office.getByRole('status').getByText('Réglages enregistrés.').waitFor();

  const { page } = await unpack();
  await signIn(page, scene.vigie.url, scene.referent.account);
  await page.getByRole('heading', { name: 'Une deuxième étape est demandée' }).waitFor();
  await at(page, '/alertes');
  await page.getByRole('heading', { name: 'Une deuxième étape est demandée' }).waitFor();
  await addCodeApp(page);
  await page.getByRole('button', { name: 'Je les ai gardés' }).click();
  await page.getByRole('navigation', { name: 'Pages' }).waitFor();
});

test('the browsers had nothing to say against any of it', () => {
  assert.deepEqual(devices.flatMap(({ complaints }) => complaints), []);
});
