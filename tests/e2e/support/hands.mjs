// The ways a person operates the app: a finger that counts its taps, and a keyboard without a mouse.

export class Finger {
  taps = 0;

  /** @param {import('playwright-core').Locator} target */
  async tap(target) {
    await target.tap();
    this.taps += 1;
  }
}

/** More stops than any screen has before its main action: beyond that, something cannot be reached. */
const MOST_STOPS = 150;

export class Keyboard {
  #page;

  /** @param {import('playwright-core').Page} page */
  constructor(page) {
    this.#page = page;
  }

  /** @param {string} key */
  async press(key) {
    await this.#page.keyboard.press(key);
  }

  /** @param {string} text */
  async type(text) {
    await this.#page.keyboard.type(text);
  }

  /**
   * Goes to a control by Tab alone.
   * @param {import('playwright-core').Locator} target
   * @param {'Tab'|'Shift+Tab'} [step]
   */
  async reach(target, step = 'Tab') {
    await target.waitFor({ state: 'attached' });
    for (let stop = 0; stop < MOST_STOPS; stop += 1) {
      if (await target.evaluate((element) => element === document.activeElement)) return;
      await this.press(step);
    }
    throw new Error(`${target} cannot be reached with ${step}`);
  }

  /**
   * @param {import('playwright-core').Locator} target
   * @param {string} [key]
   */
  async use(target, key = 'Enter') {
    await this.reach(target);
    await this.press(key);
  }
}
