// The planner as a person knows it: cards by their person, buttons by their words, in French.

export class Planner {
  /** @param {import('playwright-core').Page} page */
  constructor(page) {
    this.page = page;
    this.open = page.getByRole('button', { name: 'Nouveau suivi', exact: true });
    this.whom = page.getByLabel('Pour qui');
    this.create = page.getByRole('button', { name: 'Prévoir', exact: true });
    this.undo = page.getByRole('status').getByRole('button', { name: 'Annuler' });
  }

  /** @param {string} name of the person */
  card(name) {
    return this.page.locator('[data-follow]').filter({ hasText: name });
  }

  /**
   * @param {string} name
   * @param {string} word on the button; its full name ends with the person's
   */
  button(name, word) {
    return this.card(name).getByRole('button', { name: new RegExp(`^${word}`) });
  }

  /**
   * One of a few, drawn as a pill: what is clicked is the label.
   * @param {import('playwright-core').Locator} within
   * @param {string} word
   */
  pill(within, word) {
    return within.locator('label').filter({ has: this.page.getByRole('radio', { name: word, exact: true }) });
  }

  /**
   * @param {string} name
   * @param {string} text what is promised
   */
  async promise(name, text) {
    await this.open.click();
    await this.whom.fill(name);
    await this.page.getByRole('button', { name, exact: true }).click();
    await this.page.getByLabel('Ce qui est promis').fill(text);
    await this.create.click();
    await this.card(name).waitFor();
  }
}
