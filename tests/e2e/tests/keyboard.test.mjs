// The two main jobs without a mouse and without a finger: rating a visit with Tab, arrows and space; taking, noting and closing an
// alert, once with Tab alone and once with the single keys.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { RatingForm, signIn, Workplace } from '../support/app.mjs';
import { firstPage, launchChromium } from '../support/chromium.mjs';
import { Keyboard } from '../support/hands.mjs';
import { ALARMING, Scene } from '../support/scene.mjs';
import { settled } from '../support/tour.mjs';
import { until } from '../support/until.mjs';

/** @type {Scene} */
let scene;
/** @type {import('../support/chromium.mjs').Device} */
let desk;

before(async () => {
  scene = await Scene.set();
});
after(() => scene?.close());

/** @param {'aide'|'coordinator'} who */
async function open(who) {
  desk = await launchChromium({ origin: scene.vigie.url });
  const page = await firstPage(desk.context);
  await signIn(page, scene.vigie.url, scene[who].account);
  await settled(page);
  return { page, keyboard: new Keyboard(page) };
}

/** @param {string} id */
const alertNow = (id) => scene.coordinator.get(`/api/alerts/${id}`);

test('signing in needs no mouse', async () => {
  desk = await launchChromium({ origin: scene.vigie.url });
  try {
    const page = await firstPage(desk.context);
    const keyboard = new Keyboard(page);
    await page.goto(`${scene.vigie.url}/connexion`);
    await keyboard.reach(page.getByLabel('Identifiant', { exact: true }));
    await keyboard.type(scene.aide.account.login);
    await keyboard.reach(page.getByLabel('Mot de passe ou code', { exact: true }));
    await keyboard.type(scene.aide.account.secret);
    await keyboard.press('Enter');
    await page.waitForURL((url) => url.pathname === '/');
  } finally {
    await desk.close();
  }
});

test('an aide rates a visit with the keyboard alone', async () => {
  const { page, keyboard } = await open('aide');
  try {
    const person = await scene.quietPerson();
    await keyboard.use(page.getByRole('link', { name: 'Visite imprévue' }));
    await keyboard.use(page.getByRole('main').getByRole('link', { name: person.name }));
    const form = new RatingForm(page);
    for (const axis of Object.keys(ALARMING)) {
      await keyboard.reach(form.radio(axis, 1));
      await keyboard.press('Space');
      for (let score = 1; score < 4; score += 1) await keyboard.press('ArrowRight');
    }
    assert.deepEqual(await form.chosen(), { intervention: 4, health: 4, mood: 4, form: 4 });
    assert.ok(await form.save.isVisible(), 'the last face does not save by itself');
    await keyboard.use(form.save);
    await page.getByRole('heading', { name: /Enregistré sur ce téléphone|Envoyé/ }).waitFor();
  } finally {
    await desk.close();
  }
});

test('a coordinator takes, notes and closes with Tab and Enter', async () => {
  const { alert: { id }, person } = await scene.raiseAlert();
  const { page, keyboard } = await open('coordinator');
  try {
    const workplace = new Workplace(page);
    await keyboard.use(workplace.row(person.name));
    await keyboard.use(workplace.action('Prendre'));
    await until(async () => (await alertNow(id)).state === 'taken', 'the alert to be taken');
    await keyboard.use(workplace.action('Note'));
    await keyboard.reach(workplace.noteField);
    await keyboard.type('Appelée : elle va mieux.');
    await keyboard.use(workplace.saveNote);
    await until(async () => (await alertNow(id)).timeline.some(isNote), 'the note');
    await keyboard.use(workplace.action('Terminer'));
    await workplace.chooseOutcomeByKeyboard(keyboard, 'Rien à faire');
    await keyboard.use(workplace.confirmClose);
    await until(async () => (await alertNow(id)).outcome === 'nothing_needed', 'the alert to be closed');
  } finally {
    await desk.close();
  }
});

const isNote = (/** @type {{kind: string}} */ event) => event.kind === 'note';

test('the single keys take, note, close and undo', async () => {
  const { alert: { id } } = await scene.raiseAlert();
  const { page, keyboard } = await open('coordinator');
  try {
    const workplace = new Workplace(page);
    await page.goto(`${scene.vigie.url}/alertes/${id}`);
    await settled(page);
    await keyboard.press('a');
    await until(async () => (await alertNow(id)).state === 'taken', 'the alert to be taken');
    await keyboard.press('n');
    await keyboard.reach(workplace.noteField);
    await keyboard.type('ane : des lettres, pas des ordres.');
    assert.equal((await alertNow(id)).state, 'taken', 'keys in a text field are text');
    await keyboard.use(workplace.saveNote);
    await until(async () => (await alertNow(id)).timeline.some(isNote), 'the note');
    await page.getByText('Note enregistrée.').waitFor();
    await keyboard.press('e');
    await workplace.chooseOutcomeByKeyboard(keyboard, 'Rien à faire');
    await keyboard.use(workplace.confirmClose);
    await page.getByText('Alerte terminée.').waitFor();
    await keyboard.press('u');
    await until(async () => (await alertNow(id)).state === 'taken', 'the closing to be undone');
  } finally {
    await desk.close();
  }
});
