// The card at a person's home: its address leads an aide to the right rating, with and without network, and the desk to the file;
// to somebody who is not signed in it says nothing.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { RatingForm, signIn, workerReady } from '../support/app.mjs';
import { firstPage, launchChromium, launchPhone } from '../support/chromium.mjs';
import { Scene } from '../support/scene.mjs';
import { settled } from '../support/tour.mjs';
import { until } from '../support/until.mjs';

/** A code that nobody made. */
const UNKNOWN = '0123456789ABCDEFGHJK';

/** For a rating to arrive, on a slow machine. */
const PATIENCE_MS = 60_000;

/** @type {Scene} */
let scene;
/** @type {import('../support/chromium.mjs').Device} */
let phone;
/** @type {import('../support/chromium.mjs').Device} */
let desk;
/** @type {import('playwright-core').Page} */
let page;
/** Two visits of today, each the only one of its person. @type {import('../support/scene.mjs').Visit[]} */
let visits;

before(async () => {
  scene = await Scene.set();
  const origin = scene.vigie.url;
  [phone, desk] = await Promise.all([launchPhone({ origin }), launchChromium({ origin })]);
  const all = (await scene.visitsToday()).filter((visit) => visit.status !== 'cancelled');
  const times = (/** @type {string} */ id) => all.filter((visit) => visit.person.id === id).length;
  const single = all.filter((visit) => visit.rating_id === null && times(visit.person.id) === 1);
  const known = new Set((await scene.coordinator.get('/api/persons?q=')).items.map((/** @type {{id: string}} */ one) => one.id));
  visits = single.filter((visit) => known.has(visit.person.id)).slice(0, 2);
  assert.equal(visits.length, 2, 'the demo has two visits of today to rate');
  page = await firstPage(phone.context);
  await signIn(page, origin, scene.aide.account);
  await settled(page);
  await workerReady(page);
});
after(async () => {
  await phone?.close();
  await desk?.close();
  await scene?.close();
});

/** The desk makes a card; the address on it. @param {{id: string}} person */
async function card({ id }) {
  const { url } = await scene.coordinator.post(`/api/persons/${id}/place-code`, {});
  return new URL(url).pathname;
}

/** Reads a card with the phone. @param {string} path */
async function scan(path) {
  await page.goto(scene.vigie.url + path);
  await settled(page);
}

/** Rates what is open. @param {{name: string}} person */
async function rate({ name }) {
  await page.getByRole('heading', { name: `Visite chez ${name}` }).waitFor();
  const form = new RatingForm(page);
  await form.face('health', 4).tap();
  await form.face('mood', 4).tap();
  await form.save.tap();
  await page.getByRole('heading', { name: /^(Enregistré sur ce téléphone|Envoyé)$/ }).waitFor();
}

/** @param {string} id */
async function rated(id) {
  return (await scene.visitsToday()).find((visit) => visit.id === id)?.rating_id ?? null;
}

test('the card opens the visit of today, and afterwards says that it is rated', async () => {
  const [visit] = visits;
  const path = await card(visit.person);
  await scan(path);
  await rate(visit.person);
  await until(() => rated(visit.id), 'the rating of the visit', PATIENCE_MS);
  await scan(path);
  await page.getByText('Cette visite est déjà notée.').waitFor();
  await page.getByRole('link', { name: 'Corriger' }).waitFor();
});

test('without network the list on the phone knows the home, and says so of a card that it does not know', async () => {
  const [, visit] = visits;
  const path = await card(visit.person);
  // The list on the phone is renewed whenever the app is opened.
  const listed = page.waitForResponse((answer) => answer.url().includes('/api/visits?'));
  await scan('/');
  await (await listed).finished();
  await phone.network.cut();
  await scan(`/v/${UNKNOWN}`);
  await page.getByText('Sans réseau, cette carte ne s’ouvre pas.').waitFor();
  await page.getByRole('link', { name: 'Choisir la personne' }).waitFor();
  await scan(path.toLowerCase());
  await rate(visit.person);
  assert.equal(await rated(visit.id), null);
  await phone.network.restore();
  await until(() => rated(visit.id), 'the rating of the visit', PATIENCE_MS);
});

test('who is not signed in sees the same for every card; the desk signs in there and is at the file', async () => {
  const [visit] = visits;
  const path = await card(visit.person);
  const office = await firstPage(desk.context);
  const seen = async (/** @type {string} */ at) => {
    await office.goto(scene.vigie.url + at);
    await office.getByText('Une carte au domicile s’ouvre une fois connecté').waitFor();
    return office.getByRole('main').innerText();
  };
  assert.equal(await seen(path), await seen(`/v/${UNKNOWN}`));
  await seen(path);
  const { login, secret } = scene.coordinator.account;
  await office.getByLabel('Identifiant', { exact: true }).fill(login);
  await office.getByLabel('Mot de passe ou code', { exact: true }).fill(secret);
  await office.getByRole('button', { name: 'Se connecter', exact: true }).click();
  await office.getByRole('heading', { name: `Dossier de ${visit.person.name}` }).waitFor();
});

test('neither browser complained', () => {
  assert.deepEqual({ phone: phone.complaints, desk: desk.complaints }, { phone: [], desk: [] });
});
