// Signing in through an institution's identity provider, in a browser: a known account is linked the first time, whoever has none is told
// so on a plain page, and an administrator takes an identity off again.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { openAccount } from '../support/accounts.mjs';
import { signIn } from '../support/app.mjs';
import { firstPage, launchChromium } from '../support/chromium.mjs';
import { IdentityProvider } from '../support/identity-provider.mjs';
import { Scene } from '../support/scene.mjs';

/** @type {IdentityProvider} */
let provider;
/** @type {Scene} */
let scene;
/** @type {import('../support/chromium.mjs').Device[]} */
const devices = [];

before(async () => {
  provider = await IdentityProvider.start();
  scene = await Scene.set({ env: provider.settings });
});
after(async () => {
  for (const device of devices) await device.close();
  await scene?.close();
  await provider?.close();
});

async function unpack() {
  const device = await launchChromium({ origin: scene.vigie.url });
  devices.push(device);
  return firstPage(device.context);
}

/** @param {import('../support/api.mjs').Api} who */
const asHerself = ({ account }) => ({ subject: 'karin-1', claims: { preferred_username: account.login } });

const BUTTON = 'Se connecter avec Maison des soins';

/** @param {import('playwright-core').Page} page */
const entered = (page) => page.getByRole('navigation', { name: 'Pages' }).waitFor();

/** @param {import('playwright-core').Page} page */
async function knock(page) {
  await page.goto(`${scene.vigie.url}/connexion`);
  await page.getByRole('button', { name: BUTTON }).click();
}

test('a coordinator comes in by the button, and stands before the queue', async () => {
  provider.somebody = asHerself(scene.coordinator);
  const page = await unpack();
  await page.goto(`${scene.vigie.url}/alertes`);
  await page.getByRole('button', { name: BUTTON }).click();
  await entered(page);
  assert.equal(page.url(), `${scene.vigie.url}/alertes`, 'nothing of the way there stays in the address');
  const { identity_linked_at: linked } = await scene.administrator.get(`/api/accounts/${scene.coordinator.user.id}`);
  assert.ok(linked, 'the account is linked');
});

test('who has no account, is refused there, or comes with another identity reads why on a plain page', async () => {
  const page = await unpack();
  /** @type {[import('../support/identity-provider.mjs').Somebody|null, RegExp][]} */
  const visitors = [
    [{ subject: 'nobody', claims: { preferred_username: 'personne.inconnue' } }, /aucun compte/i],
    [{ ...asHerself(scene.coordinator), subject: 'somebody-else' }, /s’ouvre déjà avec une autre identité/],
    [null, /n’a pas été acceptée par votre établissement/],
  ];
  for (const [somebody, words] of visitors) {
    provider.somebody = somebody;
    await knock(page);
    await page.getByRole('alert').filter({ hasText: words }).waitFor();
    assert.equal(new URL(page.url()).pathname, '/connexion');
    await page.getByLabel('Identifiant', { exact: true }).waitFor();
  }
});

test('an administrator takes the identity off, and it can be linked anew', async () => {
  const office = await unpack();
  await signIn(office, scene.vigie.url, scene.administrator.account);
  const account = await openAccount(office, scene.vigie.url, scene.coordinator);
  await account.end('Délier l’identité professionnelle', 'Délier l’identité professionnelle');
  await office.getByText(/l’identité professionnelle est déliée/).waitFor();
  provider.somebody = { ...asHerself(scene.coordinator), subject: 'karin-2' };
  const page = await unpack();
  await knock(page);
  await entered(page);
});

test('browser and provider had nothing to say against any of it', () => {
  assert.deepEqual([...devices.flatMap(({ complaints }) => complaints), ...provider.complaints], []);
});
