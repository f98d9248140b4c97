// When and of what one is told, from the screens of each role: an aide on her phone, a coordinator who cannot do without alerts,
// an administrator who decides about the night, and two devices that change the same settings.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { PushService } from '../push-service/service.mjs';
import { NotificationsPage, signIn } from '../support/app.mjs';
import { firstPage, launchChromium, launchPhone } from '../support/chromium.mjs';
import { Scene } from '../support/scene.mjs';
import { Subscriber } from '../support/subscriber.mjs';
import { settled } from '../support/tour.mjs';
import { until } from '../support/until.mjs';

/** @type {PushService} */
let service;
/** @type {Scene} */
let scene;

before(async () => {
  service = await PushService.start();
  scene = await Scene.set({ pushOrigins: [service.origin] });
});
after(async () => {
  await scene?.close();
  await service?.close();
});

/**
 * @param {import('../support/chromium.mjs').Device} device
 * @param {import('../support/api.mjs').Api} who
 * @param {string} path
 */
async function at(device, who, path) {
  const page = await firstPage(device.context);
  await signIn(page, scene.vigie.url, who.account);
  await page.goto(scene.vigie.url + path);
  await settled(page);
  return { page, screen: new NotificationsPage(page) };
}

test('an aide finds the page in her menu and does without a reminder', async () => {
  const phone = await launchPhone({ origin: scene.vigie.url });
  try {
    const { page, screen } = await at(phone, scene.aide, '/');
    await page.getByRole('button', { name: 'Options', exact: true }).tap();
    await page.getByRole('link', { name: 'Mes notifications', exact: true }).tap();
    await page.waitForURL('**/notifications');
    await settled(page);
    assert.equal(await screen.save.count(), 0, 'nothing to save yet');
    await screen.switch('Visite à noter').tap();
    await screen.save.tap();
    await screen.saved.waitFor();
    assert.equal((await scene.aide.get('/api/notifications')).kinds.unrated_visit, false);
    await page.reload();
    await settled(page);
    await until(async () => !(await screen.switch('Visite à noter').isChecked()), 'what was saved');
    assert.equal(await screen.switch('Réponse de l’équipe').isChecked(), true);
    assert.equal(await screen.criticalWaits.count(), 0, 'she is told of no alert');
  } finally {
    await phone.close();
  }
});

test('a coordinator cannot do without what the role needs, and removes a device', async () => {
  await Subscriber.subscribe(scene.coordinator, service);
  const [device] = (await scene.coordinator.get('/api/push/devices')).items;
  const desk = await launchChromium({ origin: scene.vigie.url });
  try {
    const { page, screen } = await at(desk, scene.coordinator, '/notifications');
    const { locked } = await scene.coordinator.get('/api/notifications');
    assert.ok(locked.length > 0);
    const fixed = page.getByRole('switch', { disabled: true });
    await until(async () => (await fixed.count()) === locked.length, 'a fixed switch for each kind the role needs');
    await fixed.first().click({ force: true });
    assert.equal(await fixed.first().isChecked(), true);
    assert.equal(await screen.save.count(), 0, 'it moved nothing');

    await page.getByRole('button', { name: /^Retirer/ }).click();
    await screen.noDevice.waitFor();
    assert.ok(device);
    assert.deepEqual((await scene.coordinator.get('/api/push/devices')).items, []);
    assert.deepEqual(desk.complaints, []);
  } finally {
    await desk.close();
  }
});

test('the administrator decides about the night, and a coordinator reads what it means', async () => {
  const { notifications } = await scene.administrator.get('/api/settings');
  const wakes = notifications.critical_breaks_quiet;
  const office = await launchChromium({ origin: scene.vigie.url });
  const desk = await launchChromium({ origin: scene.vigie.url });
  try {
    const { screen } = await at(office, scene.administrator, '/reglages/notifications');
    await (wakes ? screen.wakesSomebody : screen.wakesNobody).waitFor();
    await screen.switch('Une alerte critique passe aussi la nuit').click();
    await (wakes ? screen.wakesNobody : screen.wakesSomebody).waitFor();
    await screen.save.click();
    await screen.saved.waitFor();
    const after = (await scene.administrator.get('/api/settings')).notifications;
    assert.deepEqual(after, { ...notifications, critical_breaks_quiet: !wakes });

    const other = await at(desk, scene.coordinator, '/notifications');
    await (wakes ? other.screen.criticalWaits : other.screen.criticalComesThrough).waitFor();
  } finally {
    await office.close();
    await desk.close();
  }
});

test('what was changed on two devices at once is kept on both', async () => {
  const desk = await launchChromium({ origin: scene.vigie.url });
  try {
    const { page, screen } = await at(desk, scene.coordinator, '/notifications');
    const { effective, locked, ...there } = await scene.coordinator.get('/api/notifications');
    await scene.coordinator.put('/api/notifications', { ...there, days: ['mon', 'tue'] });

    await screen.switch('Mes heures calmes').click();
    await page.getByRole('group', { name: 'Mes heures calmes' }).getByLabel('De').fill('19:00');
    await page.getByRole('group', { name: 'Mes heures calmes' }).getByLabel('à').fill('08:15');
    await screen.save.click();
    await screen.changedElsewhere.waitFor();
    await screen.save.click();
    await screen.saved.waitFor();
    const now = await scene.coordinator.get('/api/notifications');
    assert.deepEqual([now.quiet_from, now.quiet_to, now.days], ['19:00', '08:15', ['mon', 'tue']]);
  } finally {
    await desk.close();
  }
});
