// Cutting and restoring the network of a browser, page and worker alike.
//
// Chromium takes a machine whose only interface is the loopback for offline: `navigator.onLine` is false although the server
// answers. Vigie does not believe `onLine`, but the tests should not depend on the machine's network either: there, each
// page is told its state. (Background Sync keeps waiting on such a machine; the app has other ways to send.)
import { networkInterfaces } from 'node:os';

/** @returns {boolean} */
function onlyLoopback() {
  return Object.values(networkInterfaces()).flat().every((address) => address?.internal ?? true);
}

export class Network {
  #context;
  #offline = false;
  #tells = onlyLoopback();
  /** @type {WeakMap<import('playwright-core').Page, import('playwright-core').CDPSession>} */
  #sessions = new WeakMap();

  /** @param {import('playwright-core').BrowserContext} context */
  constructor(context) {
    this.#context = context;
    // A page that closes while it is being told is no fault.
    context.on('page', (page) => void this.#tell(page).catch(() => undefined));
  }

  async cut() {
    await this.#set(true);
  }

  async restore() {
    await this.#set(false);
  }

  /** @param {boolean} offline */
  async #set(offline) {
    this.#offline = offline;
    await this.#context.setOffline(offline);
    await this.tellAll();
  }

  async tellAll() {
    for (const page of this.#context.pages()) await this.#tell(page);
  }

  /** @param {import('playwright-core').Page} page */
  async #tell(page) {
    if (!this.#tells) return;
    const session = this.#sessions.get(page) ?? (await this.#context.newCDPSession(page));
    this.#sessions.set(page, session);
    await session.send('Network.overrideNetworkState', {
      offline: this.#offline, latency: 0, downloadThroughput: 10_000_000, uploadThroughput: 10_000_000, connectionType: 'wifi',
    });
  }
}
