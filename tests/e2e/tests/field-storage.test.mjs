// Whoever gets hold of an aide's phone and reads its storage finds no name and no word she wrote; the app and its worker, which hold
// the key, do. And when the key is lost, she is told what is lost with it.
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, before, beforeEach, test } from 'node:test';
import { Outbox, RatingForm } from '../support/app.mjs';
import { FieldPhone } from '../support/field.mjs';
import { everythingKept, filesWith, namesKept } from '../support/kept.mjs';
import { Scene } from '../support/scene.mjs';
import { settled } from '../support/tour.mjs';
import { until } from '../support/until.mjs';

/** @type {Scene} */
let scene;
/** @type {FieldPhone} */
let phone;

before(async () => {
  scene = await Scene.set();
  phone = await FieldPhone.handOut(scene, { slow: false });
});
after(async () => {
  await phone?.close();
  await scene?.close();
});
beforeEach(() => phone.rest());

const SENT = 'a mangé sa soupe';
const WAITING = 'semble plus fatiguée';
const BEGUN = 'cherche ses mots';

test('a day of use leaves no name and no word that can be read', async () => {
  const page = await phone.open();
  await namesKept(page);
  await phone.rate(page, SENT);
  await phone.drained(page);
  phone.network.mode = 'down';
  await phone.rate(page, WAITING);
  await new Outbox(page).openFree(phone.person);
  await page.getByText('Ajouter un mot').tap();
  await page.getByLabel('Votre mot', { exact: true }).fill(BEGUN);
  await until(async () => (await everythingKept(page)).rows.sealed_drafts?.length === 1, 'the draft on the phone');

  const { text, rows } = await everythingKept(page);
  const words = [...phone.persons.map(({ name }) => name), scene.aide.user.name, SENT, WAITING, BEGUN];
  assert.deepEqual(words.filter((word) => text.includes(word)), []);
  assert.deepEqual([rows.sealed_entries?.length, rows.entries, rows.drafts], [2, [], []]);
  const databases = join(phone.device.profile, 'Default', 'IndexedDB');
  assert.notDeepEqual(await filesWith(databases, [scene.aide.user.id, 'sealed_entries']), [], 'this is where it is written');
  const folders = ['IndexedDB', 'Local Storage', 'Session Storage', 'Service Worker'];
  const files = await Promise.all(folders.map((name) => filesWith(join(phone.device.profile, 'Default', name), words)));
  assert.deepEqual(files.flat(), []);

  await page.reload();
  await settled(page);
  await until(async () => (await page.getByLabel('Votre mot', { exact: true }).inputValue()) === BEGUN, 'her word, read by the app itself');
  const form = new RatingForm(page);
  await form.face('mood', 4).tap();
  await form.save.tap();
  await page.getByRole('heading', { name: 'Enregistré sur ce téléphone' }).waitFor();
});

test('no script can take the key away', async () => {
  const page = await phone.open();
  const said = await page.evaluate(async () => {
    const open = indexedDB.open('vigie');
    await new Promise((resolve) => (open.onsuccess = resolve));
    const request = open.result.transaction('keys').objectStore('keys').get('phone');
    await new Promise((resolve) => (request.onsuccess = resolve));
    open.result.close();
    return crypto.subtle.exportKey('raw', request.result).then(() => 'exported', (error) => error.name);
  });
  assert.equal(said, 'InvalidAccessError');
});

test('the worker opens what is sealed, and sends it while no page is open', async () => {
  const page = await phone.open();
  phone.network.mode = 'down';
  await phone.rate(page, 'sans la page');
  const registrationId = await workerOf(page);
  await phone.rest();
  const session = await workers();
  const event = { origin: phone.network.url, registrationId, tag: 'vigie-outbox', lastChance: false };
  const sent = async () => {
    await session.send('ServiceWorker.dispatchSyncEvent', event);
    return (await phone.onServer('sans la page'))[0] === 1;
  };
  await until(sent, 'the visit on the server', 60_000);
});

/** The worker's registration, as the browser numbers it. @param {import('playwright-core').Page} page */
async function workerOf(page) {
  const session = await page.context().newCDPSession(page);
  const found = new Promise((resolve) =>
    session.on('ServiceWorker.workerRegistrationUpdated', ({ registrations }) => {
      const mine = registrations.find(({ scopeURL }) => scopeURL.startsWith(phone.network.url));
      if (mine) resolve(mine.registrationId);
    }),
  );
  await session.send('ServiceWorker.enable');
  return /** @type {Promise<string>} */ (found);
}

/** Power over the workers, while no page of the app is open. */
async function workers() {
  const [blank] = phone.device.context.pages();
  assert.ok(blank);
  const session = await phone.device.context.newCDPSession(blank);
  await session.send('ServiceWorker.enable');
  return session;
}

test('when the key is lost, she is told which visits are lost with it, and goes on', async () => {
  let page = await phone.open();
  // Nothing of the stories before is still on its way.
  await phone.drained(page);
  phone.network.mode = 'down';
  await phone.rate(page, 'perdue avec la clé');
  await page.evaluate(async () => {
    const open = indexedDB.open('vigie');
    await new Promise((resolve) => (open.onsuccess = resolve));
    const tx = open.result.transaction('keys', 'readwrite');
    tx.objectStore('keys').clear();
    await new Promise((resolve) => (tx.oncomplete = resolve));
    open.result.close();
  });
  // The page and the worker still hold the key, and could send with it: neither lives on when the network comes back.
  await page.close();
  await (await workers()).send('ServiceWorker.stopAllWorkers');
  phone.network.mode = 'good';
  page = await phone.slow(await phone.device.context.newPage());
  await phone.signInAgain(page);
  const outbox = new Outbox(page);
  await outbox.says('1 visite à vérifier');
  await page.getByRole('link', { name: 'À envoyer' }).tap();
  await page.getByText('1 visite ne peut plus être lue').waitFor();
  await phone.rate(page, 'notée de nouveau');
  await page.getByRole('link', { name: 'À envoyer' }).tap();
  await page.getByRole('button', { name: 'Retirer de la liste' }).tap();
  await phone.drained(page);
  assert.deepEqual(await phone.onServer('perdue avec la clé', 'notée de nouveau'), [0, 1]);
});

test('what an earlier version wrote in clear is sealed, and sent', async () => {
  const page = await phone.open();
  const rating = scene.aide.rating({ person: phone.person, scores: { health: 4 }, note: 'd’avant la mise à jour' });
  const entry = { id: rating.id, schema: 1, account: scene.aide.user.id, state: 'waiting', rating, person_name: phone.person.name };
  const more = { saved_at: new Date().toISOString(), attempts: 0, acknowledged_at: null, marked: null, problem: null };
  phone.network.mode = 'down';
  await page.evaluate(
    async ([row, person]) => {
      const open = indexedDB.open('vigie');
      await new Promise((resolve) => (open.onsuccess = resolve));
      const tx = open.result.transaction(['entries', 'kv'], 'readwrite');
      tx.objectStore('entries').put(row);
      tx.objectStore('kv').put({ items: [person] }, 'cache:old:somebody');
      await new Promise((resolve) => (tx.oncomplete = resolve));
      open.result.close();
    },
    /** @type {const} */ ([{ ...entry, ...more, seen: false, had_note: true }, phone.person]),
  );
  await page.reload();
  await until(async () => (await everythingKept(page)).rows.entries?.length === 0, 'the old entry to be sealed', 60_000);
  await until(async () => !(await everythingKept(page)).text.includes(phone.person.name), 'the old names to be sealed');
  phone.network.mode = 'good';
  await page.reload();
  await phone.drained(page);
  assert.deepEqual(await phone.onServer('d’avant la mise à jour'), [1]);
});

test('the browser had nothing to say against any of it', () => {
  assert.deepEqual(phone.device.complaints, []);
});
