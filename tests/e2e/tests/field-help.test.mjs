// What stands by an aide: a practice that counts for nothing, numbers to call without network, a way out that is closed while visits
// wait, and a file for support when nothing goes out any more.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, before, beforeEach, test } from 'node:test';
import { openExport } from '../../../pwa/tools/open-export.mjs';
import { Outbox, RatingForm } from '../support/app.mjs';
import { FieldPhone } from '../support/field.mjs';
import { everythingKept } from '../support/kept.mjs';
import { Scene } from '../support/scene.mjs';
import { settled } from '../support/tour.mjs';

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

/** @param {import('playwright-core').Page} page */
async function practise(page) {
  await page.getByRole('heading', { name: /^Essai : visite chez/ }).waitFor();
  const form = new RatingForm(page);
  await form.face('mood', 2).tap();
  await form.save.tap();
  await page.getByRole('heading', { name: 'Essai réussi' }).waitFor();
}

test('a new aide opens her link, and her first rating is a practice that leaves no trace', async () => {
  const sector = scene.aide.user.sector_ids[0];
  const link = await scene.vigie.command('user', 'add', '--role', 'aide', '--login', 'nouvelle', '--sector', sector);
  const token = link.trim().split('#')[1];
  const hers = await FieldPhone.unpack(scene);
  try {
    const page = await hers.open(`/bienvenue#${token}`);
    await page.getByRole('button', { name: 'Commencer' }).tap();
    await practise(page);
    const { rows } = await everythingKept(page);
    assert.deepEqual([rows.sealed_entries, rows.sealed_drafts, rows.entries, rows.drafts], [[], [], [], []]);
    assert.deepEqual(hers.network.posts, [], 'nothing went out');
    await page.getByRole('main').getByRole('link', { name: 'Mes visites' }).tap();
    await page.waitForURL((url) => url.pathname === '/');
  } finally {
    await hers.close();
  }
});

test('whoever wants to can practise again', async () => {
  const page = await phone.open();
  await page.getByRole('button', { name: 'Options' }).tap();
  await page.getByText('Vigie ne vous localise pas et ne vous note pas.').waitFor();
  await page.getByRole('link', { name: 'Faire un essai' }).tap();
  await practise(page);
  assert.deepEqual(phone.network.posts, []);
});

test('the numbers to call are there without network', async () => {
  await phone.open();
  await phone.device.network.cut();
  try {
    const page = await phone.device.context.newPage();
    await page.goto(`${phone.network.url}/visite-libre/${phone.person.id}`);
    await settled(page);
    await page.getByText('Urgence : qui appeler').tap();
    for (const number of ['15', '18', '112']) await page.locator(`a[href="tel:${number}"]`).waitFor();
    // The federation has a number of its own.
    await page.locator('a[href^="tel:"]').nth(3).waitFor();
  } finally {
    await phone.device.network.restore();
  }
});

test('signing out is closed while a visit waits, and what waits can be exported under a code', async () => {
  const page = await phone.open();
  phone.network.mode = 'down';
  await new Outbox(page).openFree(phone.person);
  await new RatingForm(page).face('health', 1).tap();
  await new RatingForm(page).save.tap();
  await page.getByRole('heading', { name: 'Enregistré sur ce téléphone' }).waitFor();

  await page.getByRole('button', { name: 'Options' }).tap();
  await page.getByRole('button', { name: 'Se déconnecter' }).tap();
  await page.getByText('1 visite n’est pas encore envoyée.').waitFor();
  await page.getByRole('button', { name: 'Rester' }).tap();

  await page.goto(`${phone.network.url}/telephone`);
  await settled(page);
  const [file] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'Exporter pour l’assistance' }).tap(),
  ]);
  const code = (await page.locator('.export-code').textContent()) ?? '';
  const text = await readFile(await file.path(), 'utf8');
  assert.ok(!text.includes(phone.person.id), 'the file says nothing by itself');
  const lines = (await openExport(JSON.parse(text), code)).trim().split('\n');
  assert.deepEqual(lines.map((line) => JSON.parse(line).scores.health), [1]);
  const [{ outcome }] = await scene.aide.rate(JSON.parse(lines[0]));
  assert.equal(outcome, 'stored', 'support can send it for her');

  phone.network.mode = 'good';
  await page.reload();
  await new Outbox(page).allSent.waitFor();
});

test('the browser had nothing to say against any of it', () => {
  assert.deepEqual(phone.device.complaints, []);
});
