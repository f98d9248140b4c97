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
      if (await target.evaluate((element) => element === document.activeElement)) return this.#mustBeSeen(target);
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

  /**
   * WCAG 2.4.11: what has the focus is not wholly hidden, behind a sticky bar for one.
   * @param {import('playwright-core').Locator} target
   */
  async #mustBeSeen(target) {
    const cover = await target.evaluate((element) => {
      const label = element instanceof HTMLInputElement ? element.labels?.[0] : null;
      const shown = label ?? element;
      const { left, top, width, height } = shown.getBoundingClientRect();
      const places = [0.1, 0.5, 0.9].flatMap((x) => [0.1, 0.5, 0.9].map((y) => [left + width * x, top + height * y]));
      const there = places.map(([x, y]) => document.elementFromPoint(x, y));
      if (there.some((found) => found && (shown.contains(found) || found.contains(shown)))) return null;
      const [found] = there.filter(Boolean);
      return found ? `${found.localName}.${found.getAttribute('class')}` : 'the edge of the window';
    });
    if (cover) throw new Error(`${target} has the focus behind ${cover}`);
  }
}
