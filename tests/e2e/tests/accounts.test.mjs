// Who may enter, from the phones involved: a referent enrols an aide by link and by code, an aide's lost phone forgets its names and hands
// in what it had not sent, a leaver is out.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { AccountPage, openAccount } from '../support/accounts.mjs';
import { Outbox, RatingForm, signIn } from '../support/app.mjs';
import { firstPage, launchChromium, launchPhone } from '../support/chromium.mjs';
import { Finger } from '../support/hands.mjs';
import { everythingKept, namesKept } from '../support/kept.mjs';
import { Scene } from '../support/scene.mjs';
import { settled } from '../support/tour.mjs';
import { until } from '../support/until.mjs';

/** From any page to a code on the screen: `pwa.md` of the field asks for few. */
const MOST_TAPS = 4;

/** A session that was ended is refused everywhere within a minute. */
const REFUSED_MS = 60_000;

/** What a page says after a reload, it says within this. */
const SAID_MS = 5_000;

/** What a lost phone still holds once it has handed in what it had: its key, and nothing to open with it. */
const WIPED = { drafts: [], entries: [], keys: ['phone'], kv: [], sealed_drafts: [], sealed_entries: [] };

/** @type {Scene} */
let scene;
/** @type {import('../support/chromium.mjs').Device[]} */
const devices = [];

/** @type {import('../support/scene.mjs').Person[]} */
let persons;

before(async () => {
  scene = await Scene.set();
  // Found before those who look are out.
  persons = [await scene.quietPerson(), await scene.quietPerson()];
});
after(async () => {
  for (const device of devices) await device.close();
  await scene?.close();
});

/** @param {(settings: {origin: string}) => Promise<import('../support/chromium.mjs').Device>} launch */
async function unpack(launch) {
  const device = await launch({ origin: scene.vigie.url });
  devices.push(device);
  return { device, page: await firstPage(device.context) };
}

/** @param {typeof launchPhone | typeof launchChromium} launch @param {import('../support/api.mjs').Api} who */
async function hand(launch, who) {
  const found = await unpack(launch);
  await signIn(found.page, scene.vigie.url, who.account);
  await settled(found.page);
  return found;
}

/**
 * A referent adds an aide, who is standing beside her.
 * @param {import('playwright-core').Page} page
 * @param {string} name
 */
async function enrol(page, name) {
  const finger = new Finger();
  await finger.tap(page.getByRole('button', { name: /^Menu : / }));
  await finger.tap(page.getByRole('link', { name: 'Comptes', exact: true }));
  await finger.tap(page.getByRole('link', { name: 'Ajouter une auxiliaire' }));
  await page.getByLabel('Prénom et nom').fill(name);
  await finger.tap(page.getByRole('button', { name: 'Créer et inviter' }));
  await page.getByRole('img', { name: `Code QR de l’invitation de ${name}` }).waitFor();
  return { taps: finger.taps, ...(await new AccountPage(page).invitation()) };
}

test('a referent enrols an aide by link in four taps, and sees that it was used', async () => {
  const { page } = await hand(launchPhone, scene.referent);
  const { taps, link } = await enrol(page, 'Élise Essai');
  assert.ok(taps <= MOST_TAPS, `${taps} taps`);

  const hers = await unpack(launchPhone);
  await hers.page.goto(link);
  await hers.page.getByRole('heading', { name: 'Bonjour Élise Essai' }).waitFor();
  await hers.page.getByRole('button', { name: 'Commencer' }).tap();
  await hers.page.waitForURL('**/essai');
  await new AccountPage(page).used.waitFor();

  const again = await unpack(launchPhone);
  await again.page.goto(link);
  await again.page.getByText('Ce lien a déjà servi ou il est trop ancien.').waitFor();
  assert.deepEqual([...hers.device.complaints], []);
});

test('without a camera, a login and a short code do, however they are typed', async () => {
  const { page } = await hand(launchPhone, scene.referent);
  const { login, code } = await enrol(page, 'Odile Essai');
  const hers = await unpack(launchPhone);
  await hers.page.goto(`${scene.vigie.url}/connexion`);
  await hers.page.getByRole('link', { name: 'J’ai un code d’invitation' }).tap();
  await hers.page.getByLabel('Identifiant').fill(login);
  await hers.page.getByLabel('Code de 6 caractères').fill('QQQ-QQQ');
  await hers.page.getByRole('button', { name: 'Commencer' }).tap();
  await hers.page.getByRole('alert').waitFor();
  await hers.page.getByLabel('Code de 6 caractères').fill(` ${code.toLowerCase().replace('-', ' ')} `);
  await hers.page.getByRole('button', { name: 'Commencer' }).tap();
  await hers.page.waitForURL('**/essai');
});

/** Safari's own words for itself; the rest of the page does not know better. */
const IPHONE =
  'Mozilla/5.0 (iPhone; CPU iPhone OS 18_4 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.4 Mobile/15E148 Safari/604.1';

test('on an iPhone the link is spent in the installed app, which starts with it and goes on from there', async () => {
  const { page } = await hand(launchPhone, scene.referent);
  const { link } = await enrol(page, 'Irène Essai');
  const hers = await unpack(launchPhone);
  const session = await hers.page.context().newCDPSession(hers.page);
  await session.send('Emulation.setUserAgentOverride', { userAgent: IPHONE });
  await hers.page.goto(link);
  await hers.page.getByRole('heading', { name: 'D’abord, installer Vigie' }).waitFor();
  assert.equal(await hers.page.getByRole('button', { name: 'Commencer' }).isVisible(), false, 'Safari would spend it');
  const start = await hers.page.evaluate(async () => {
    const { href } = /** @type {HTMLLinkElement} */ (document.querySelector('link[rel=manifest]'));
    const manifest = await (await fetch(href, { credentials: 'include' })).json();
    return new URL(manifest.start_url, location.href).href;
  });
  assert.equal(start, link);

  // Opened from the home screen, as Safari says it.
  await hers.page.addInitScript(() => Object.defineProperty(navigator, 'standalone', { value: true }));
  await hers.page.goto('about:blank');
  await hers.page.goto(start);
  await hers.page.getByRole('button', { name: 'Commencer' }).tap();
  await hers.page.waitForURL('**/essai');
  await hers.page.goto('about:blank');
  await hers.page.goto(start);
  await hers.page.waitForURL((url) => url.pathname === '/' && url.hash === '');
});

test('a lost phone forgets every name, and what it had not sent waits for the referent', async () => {
  const { device, page } = await hand(launchPhone, scene.aide);
  const [person] = persons;
  assert.ok(person);
  await page.getByRole('link', { name: 'Visite imprévue' }).waitFor();
  // Whom she may visit is on the phone before it is lost.
  await namesKept(page);
  await device.network.cut();
  await new Outbox(page).openFree(person);
  await new RatingForm(page).face('health', 2).tap();
  await new RatingForm(page).save.tap();
  await page.getByRole('heading', { name: 'Enregistré sur ce téléphone' }).waitFor();

  const office = await hand(launchChromium, scene.administrator);
  const account = await openAccount(office.page, scene.vigie.url, scene.aide);
  await account.end('Téléphone perdu', 'Déconnecter tous ses appareils');

  await device.network.restore();
  await page.reload();
  await page.getByText('Ce téléphone a été déclaré perdu.').waitFor();
  await page.getByText('1 visite a été remise à votre référent.').waitFor();
  const { text, rows } = await everythingKept(page);
  for (const name of [person.name, scene.aide.user.name]) assert.ok(!text.includes(name), `${name} is still there`);
  assert.deepEqual({ ...rows, kv: rows.kv?.filter((key) => /^(cache:|me$|profile$)/.test(key)) }, WIPED);

  const referent = await hand(launchPhone, scene.referent);
  // One bad moment must not hide that something waits.
  let bad = 0;
  const fails = (/** @type {import('playwright-core').Route} */ route) => {
    bad += 1;
    return route.abort();
  };
  await referent.page.route('**/api/quarantine', fails, { times: 1 });
  await referent.page.goto(`${scene.vigie.url}/comptes`);
  await settled(referent.page);
  await referent.page.getByRole('link', { name: 'Les regarder' }).tap();
  assert.equal(bad, 1, 'the first question went nowhere');
  const card = referent.page.getByRole('article', { name: `Visite chez ${person.name}` });
  await card.getByRole('button', { name: 'C’est bien elle : garder' }).tap();
  await card.waitFor({ state: 'detached' });
  const { history } = await scene.coordinator.get(`/api/persons/${person.id}`);
  assert.ok(history.ratings.some((/** @type {any} */ { scores }) => scores.health === 2), 'it counts like any other');
  assert.deepEqual(device.complaints, []);
});

/** An alert made by hand: the aide of the scene has lost her phone by now. */
async function raise() {
  const [, person] = persons;
  assert.ok(person);
  return scene.referent.post('/api/needs', { person_id: person.id, sentence: 'Demande une visite.', severity: 'high' });
}

test('a leaver is out within a minute, and what she did stays', async () => {
  const desk = await hand(launchChromium, scene.coordinator);
  const alert = await raise();
  await scene.coordinator.post(`/api/alerts/${alert.id}/claim`, { version: alert.version });

  const office = await hand(launchChromium, scene.administrator);
  const account = await openAccount(office.page, scene.vigie.url, scene.coordinator);
  await account.end('Départ', 'Fermer le compte');
  await office.page.getByText('Fermé', { exact: true }).waitFor();

  await until(
    async () => {
      await desk.page.reload();
      const said = desk.page.getByText('Ce compte est fermé.').waitFor({ timeout: SAID_MS });
      return said.then(() => true, () => false);
    },
    'the end of her session',
    REFUSED_MS,
  );
  const now = await scene.referent.get(`/api/alerts/${alert.id}`);
  assert.equal(now.owner, null, 'her alert waits for a colleague');
  const { name } = scene.coordinator.user;
  assert.ok(now.timeline.some((/** @type {any} */ { actor }) => actor?.name === name), 'her name stays');

  await office.page.getByRole('button', { name: 'Rouvrir le compte' }).click();
  await office.page.getByRole('button', { name: 'Rouvrir le compte' }).waitFor({ state: 'detached' });
});
