// A promise from its making to its keeping: made in the planner, put off with a button, not done without a result, done, taken
// back; and moved along the week without dragging.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { signIn } from '../support/app.mjs';
import { firstPage, launchChromium } from '../support/chromium.mjs';
import { Planner } from '../support/planner.mjs';
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

/**
 * @param {string} person
 * @param {string} state
 */
async function promises(person, state) {
  const { items } = await scene.coordinator.get(`/api/follow-ups?person_id=${person}&state=${state}`);
  return items;
}

/** Somebody to whom nothing is promised yet. */
async function unpromised() {
  for (;;) {
    const person = await scene.quietPerson();
    if ((await promises(person.id, 'open')).length === 0) return person;
  }
}

/** @param {string} path */
async function go(path) {
  await page.goto(scene.vigie.url + path);
  await settled(page);
}

test('a follow-up is made, put off, kept with a result, and taken back', async () => {
  const person = await unpromised();
  const planner = new Planner(page);
  await go('/suivis');
  await planner.promise(person.name, 'Demander si les repas arrivent.');
  const [made] = await promises(person.id, 'open');
  assert.deepEqual([made.kind, made.text, made.postponed], ['call', 'Demander si les repas arrivent.', 0]);

  await planner.button(person.name, 'Déplacer').click();
  await planner.card(person.name).getByRole('button', { name: 'Dans 3 jours', exact: true }).click();
  const moved = await until(async () => (await promises(person.id, 'open')).find((one) => one.postponed === 1), 'the move');
  // Both presets go on to a working day: before a weekend it may be the same one.
  assert.ok(moved.due_on >= made.due_on, `${moved.due_on} is not before ${made.due_on}`);

  await planner.button(person.name, 'Fait').click();
  const card = planner.card(person.name);
  await card.getByRole('button', { name: 'Enregistrer', exact: true }).click();
  await card.getByText('Choisissez un résultat.').waitFor();
  assert.equal((await promises(person.id, 'open')).length, 1, 'nothing is done without a result');

  await planner.pill(card, 'Va mieux').click();
  await card.getByLabel('Précisions').fill('Les repas arrivent.');
  await card.getByRole('button', { name: 'Enregistrer', exact: true }).click();
  const done = await until(async () => (await promises(person.id, 'done'))[0], 'the follow-up to be done');
  assert.deepEqual([done.result, done.result_text], ['better', 'Les repas arrivent.']);

  await planner.undo.click();
  const [back] = await until(async () => {
    const open = await promises(person.id, 'open');
    return open.length > 0 && open;
  }, 'the undoing');
  assert.deepEqual([back.id, back.due_on, back.result], [made.id, moved.due_on, null]);
  await planner.button(person.name, 'Fait').waitFor();
});

test('a putting-off is taken back to the day before it', async () => {
  const person = await unpromised();
  const planner = new Planner(page);
  await go('/suivis');
  await planner.promise(person.name, 'Voir le logement.');
  const [made] = await promises(person.id, 'open');
  await planner.button(person.name, 'Déplacer').click();
  await planner.card(person.name).getByRole('button', { name: 'Lundi', exact: true }).click();
  await until(async () => (await promises(person.id, 'open'))[0].version > made.version, 'the move');
  await planner.undo.click();
  const back = await until(async () => {
    const [now] = await promises(person.id, 'open');
    return now.postponed === 0 && now;
  }, 'the undoing');
  assert.equal(back.due_on, made.due_on);
});

test('in the week a card goes on by a day with its arrow, and back', async () => {
  const person = await unpromised();
  const planner = new Planner(page);
  await go('/suivis');
  await planner.promise(person.name, 'Appeler le fils.');
  const [made] = await promises(person.id, 'open');
  await go(`/suivis?view=week&from=${made.due_on}`);
  const arrow = (/** @type {'on'|'back'} */ step) => planner.card(person.name).locator(`[data-step=${step}]`);
  await arrow('on').click();
  const moved = await until(async () => {
    const [now] = await promises(person.id, 'open');
    return now.due_on > made.due_on && now;
  }, 'the move');
  await go(`/suivis?view=week&from=${moved.due_on}`);
  await arrow('back').click();
  await until(async () => (await promises(person.id, 'open'))[0].due_on === made.due_on, 'the way back');
});

test('the console has nothing against the planner', () => assert.deepEqual(desk.complaints, []));
