// An aide's phone out in the field: an old one (a slow processor) on a slow network, with a faulty network between it and the server.
import { Outbox, RatingForm, signIn, workerReady } from './app.mjs';
import { firstPage, launchPhone } from './chromium.mjs';
import { FaultyNetwork } from './faulty-network.mjs';
import { settled } from './tour.mjs';
import { until } from './until.mjs';

/** The promise: empty 30 s after the network is back. The rest is for slow machines. */
export const DRAIN_MS = 60_000;

/** How much slower than this machine. */
const CPU_SLOWDOWN = 4;

/** For anything to appear on so slow a phone, and on a busy machine. */
const PATIENCE_MS = 60_000;

/** Chromium keeps what it knows of the room for about half a minute. */
const FULL_PATIENCE_MS = 120_000;

/** A slow 4G, as Lighthouse has it. */
const SLOW_4G = { offline: false, latency: 150, downloadThroughput: 1.6e6 / 8, uploadThroughput: 750e3 / 8 };

/**
 * @typedef {object} Settings
 * @property {number} [clockOff] by how many milliseconds the phone's clock is wrong
 * @property {boolean} [slow]    an old phone on a slow network, unless told otherwise
 */

export class FieldPhone {
  /**
   * @param {import('./scene.mjs').Scene} scene
   * @param {FaultyNetwork} network
   * @param {import('./chromium.mjs').Device} device
   * @param {import('./scene.mjs').Person[]} persons   whom the aide knows
   * @param {boolean} isSlow
   */
  constructor(scene, network, device, persons, isSlow) {
    this.isSlow = isSlow;
    this.persons = persons;
    this.scene = scene;
    this.network = network;
    this.device = device;
  }

  /**
   * @param {import('./scene.mjs').Scene} scene
   * @param {Settings} [settings]
   */
  static async handOut(scene, settings = {}) {
    const phone = await FieldPhone.unpack(scene, settings);
    const page = await phone.slow(await firstPage(phone.device.context));
    await signIn(page, phone.network.url, scene.aide.account);
    await settled(page);
    await workerReady(page);
    return phone;
  }

  /**
   * A phone on which nobody has signed in.
   * @param {import('./scene.mjs').Scene} scene
   * @param {Settings} [settings]
   */
  static async unpack(scene, { clockOff = 0, slow = true } = {}) {
    const network = await FaultyNetwork.start(scene.vigie.url);
    const device = await launchPhone({ origin: network.url });
    device.context.setDefaultTimeout(PATIENCE_MS);
    if (clockOff) await device.context.addInitScript(shiftClock, clockOff);
    const { items } = await scene.aide.get('/api/persons?q=');
    return new FieldPhone(scene, network, device, items, slow);
  }

  /** Between two stories: no page is open, the network is good, and its books are empty. */
  async rest() {
    const { context } = this.device;
    const blank = await context.newPage();
    for (const page of context.pages()) if (page !== blank) await page.close();
    this.network.forget();
  }

  /** A page on this phone is slow. @param {import('playwright-core').Page} page */
  async slow(page) {
    if (!this.isSlow) return page;
    const session = await page.context().newCDPSession(page);
    await session.send('Emulation.setCPUThrottlingRate', { rate: CPU_SLOWDOWN });
    await session.send('Network.enable');
    await session.send('Network.emulateNetworkConditions', SLOW_4G);
    return page;
  }

  /** Taps the icon: a new page, on its start screen. */
  async open(path = '/') {
    const page = await this.slow(await this.device.context.newPage());
    await page.goto(this.network.url + path);
    await settled(page);
    return page;
  }

  /** Whom the aide rates in every story. */
  get person() {
    const [person] = this.persons;
    if (!person) throw new Error('the aide knows nobody');
    return person;
  }

  /**
   * Rates somebody on a page that is open, and reads on the screen that it is safe on the phone.
   * @param {import('playwright-core').Page} page
   * @param {string} note   by which it is found again
   */
  async rate(page, note) {
    await new Outbox(page).openFree(this.person);
    const form = new RatingForm(page);
    await form.face('health', 4).tap();
    await form.face('mood', 3).tap();
    await page.getByText('Ajouter un mot').tap();
    await page.getByLabel('Votre mot', { exact: true }).fill(note);
    await form.save.tap();
    await page.getByRole('heading', { name: /^(Enregistré sur ce téléphone|Envoyé)$/ }).waitFor();
  }

  /**
   * How many ratings the server has with each of these notes, as the coordinator reads them.
   * @param {string[]} notes
   */
  async onServer(...notes) {
    const { items } = await this.scene.coordinator.get(`/api/persons/${this.person.id}/timeline?limit=100`);
    const found = items.map((/** @type {{text: string|null}} */ line) => line.text);
    return notes.map((note) => found.filter((/** @type {string|null} */ text) => text === note).length);
  }

  /** @param {import('playwright-core').Page} page */
  async drained(page) {
    await new Outbox(page).allSent.waitFor({ timeout: DRAIN_MS });
  }

  /** The system takes the page away, without a word to it. @param {import('playwright-core').Page} page */
  async kill(page) {
    const session = await page.context().newCDPSession(page);
    // The answer never comes: the page that would give it is gone.
    void session.send('Page.crash').catch(() => undefined);
    await page.waitForEvent('crash');
    await page.close();
  }

  /**
   * No room is left on the phone. The browser looks at the room it has only now and then: this waits until it has noticed.
   * @param {import('playwright-core').Page} page
   * @returns {Promise<() => Promise<void>>} makes room again
   */
  async fill(page) {
    const session = await page.context().newCDPSession(page);
    const origin = `${this.network.url}/`;
    await session.send('Storage.overrideQuotaForOrigin', { origin, quotaSize: 1 });
    await until(async () => !(await page.evaluate(canWrite)), 'the browser to notice that it is full', FULL_PATIENCE_MS);
    return async () => {
      await session.send('Storage.overrideQuotaForOrigin', { origin });
      await until(() => page.evaluate(canWrite), 'the browser to notice that there is room', FULL_PATIENCE_MS);
    };
  }

  /** The phone has forgotten who signs in on it. @param {import('playwright-core').Page} page */
  async signInAgain(page) {
    await signIn(page, this.network.url, this.scene.aide.account);
    await settled(page);
  }

  /** The session is ended elsewhere, as for a phone that was reported lost. */
  async endSession() {
    const cookies = await this.device.context.cookies(this.network.url);
    const cookie = cookies.map(({ name, value }) => `${name}=${value}`).join('; ');
    const { url } = this.scene.vigie;
    const renewed = await fetch(`${url}/api/session/refresh`, { method: 'POST', headers: { cookie } });
    const { access_token: token } = /** @type {{access_token: string}} */ (await renewed.json());
    await fetch(`${url}/api/session`, { method: 'DELETE', headers: { authorization: `Bearer ${token}` } });
  }

  async close() {
    await this.device.close();
    await this.network.close();
  }
}

/** Runs in the page: whether something can be stored, in a database of its own. @returns {Promise<boolean>} */
function canWrite() {
  return new Promise((resolve) => {
    const request = indexedDB.open('probe', 1);
    request.onupgradeneeded = () => request.result.createObjectStore('probe');
    request.onerror = () => resolve(false);
    request.onsuccess = () => {
      const tx = request.result.transaction('probe', 'readwrite');
      const done = (/** @type {boolean} */ can) => {
        request.result.close();
        resolve(can);
      };
      tx.oncomplete = () => done(true);
      tx.onabort = () => done(false);
      tx.objectStore('probe').put('x'.repeat(1000), Math.random());
    };
  });
}

/** Runs in the page, before anything else of it. @param {number} off */
export function shiftClock(off) {
  const Real = Date;
  class Shifted extends Real {
    /** @param {any[]} given */
    constructor(...given) {
      if (given.length === 0) super(Real.now() + off);
      else super(.../** @type {[number]} */ (given));
    }
    static now = () => Real.now() + off;
  }
  globalThis.Date = /** @type {DateConstructor} */ (/** @type {unknown} */ (Shifted));
}
