// A holiday: a coordinator plans who stands in, reads beforehand what moves, and both have it before their eyes; the colleague
// opens the hand-over list, and ends the cover when it is no longer needed.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { CoverPage, signIn } from '../support/app.mjs';
import { Api } from '../support/api.mjs';
import { firstPage, launchChromium } from '../support/chromium.mjs';
import { Scene } from '../support/scene.mjs';
import { settled } from '../support/tour.mjs';
import { until } from '../support/until.mjs';

/** @type {Scene} */
let scene;
/** @type {Api} */
let colleague;
/** @type {import('../support/chromium.mjs').Device[]} */
const desks = [];
/** @type {string} */
let planned;

before(async () => {
  scene = await Scene.set();
  const accounts = scene.vigie.accounts.filter(({ role, login }) => role === 'coordinator' && login !== scene.coordinator.account.login);
  assert.ok(accounts[0], 'the demo has two coordinators');
  colleague = await Api.signIn(scene.vigie.url, accounts[0]);
});
after(async () => {
  for (const desk of desks) await desk.close();
  await scene?.close();
});

/** @param {Api} who */
async function deskOf(who) {
  const desk = await launchChromium({ origin: scene.vigie.url });
  desks.push(desk);
  const page = await firstPage(desk.context);
  await signIn(page, scene.vigie.url, who.account);
  await page.goto(`${scene.vigie.url}/suppleance`);
  await settled(page);
  return new CoverPage(page);
}

/** @returns {Promise<any[]>} */
const covers = async () => (await scene.coordinator.get('/api/covers')).items;

test('a cover is planned, and what moves is said before it is saved', async () => {
  const known = new Set((await covers()).map((cover) => cover.id));
  const mine = await deskOf(scene.coordinator);
  await mine.plan.click();
  await mine.save.click();
  await mine.missing.waitFor();
  await mine.standIn.selectOption({ label: colleague.account.name });
  await mine.preview.getByText(`iront à ${colleague.account.name}`).waitFor();
  await mine.save.click();
  const cover = await until(async () => (await covers()).find(({ id }) => !known.has(id)), 'the cover');
  planned = cover.id;
  assert.deepEqual(
    [cover.kind, cover.absent.name, cover.cover.name, cover.origin],
    ['replace', scene.coordinator.account.name, colleague.account.name, 'declared'],
  );
  // It begins tomorrow: both are told already.
  await mine.banner(planned).getByText(`${colleague.account.name} vous remplace`).waitFor();
});

test('the colleague sees it on every page, opens the hand-over list, and ends the cover', async () => {
  const theirs = await deskOf(colleague);
  await theirs.page.goto(`${scene.vigie.url}/alertes`);
  await settled(theirs.page);
  await theirs.banner(planned).click();
  await theirs.page.getByRole('heading', { name: 'Liste de passage', level: 1 }).waitFor();
  await settled(theirs.page);

  await theirs.page.goto(`${scene.vigie.url}/suppleance`);
  await settled(theirs.page);
  await theirs.end(planned).click();
  await theirs.confirm.click();
  await until(async () => (await covers()).every(({ id, state }) => id !== planned || state === 'ended'), 'the end');
  await theirs.banner(planned).waitFor({ state: 'detached' });
});
