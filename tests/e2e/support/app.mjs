// The app's screens as a person knows them: by their words, in French. When a word changes on screen, it changes here.

/** The four rows of the form, and the five faces, bad to good. */
export const AXES = { intervention: 'L’intervention', health: 'La santé', mood: 'Le moral', form: 'La forme' };
export const FACES = ['Très mal', 'Mal', 'Moyen', 'Bien', 'Très bien'];

const SIGN_IN = {
  fr: { choose: 'Français', login: 'Identifiant', secret: 'Mot de passe ou code', submit: 'Se connecter' },
  en: { choose: 'English', login: 'Login', secret: 'Password or code', submit: 'Sign in' },
};

/** @typedef {import('playwright-core').Page} Page */

/**
 * The door of the app, in a language; the device keeps the choice.
 * @param {Page} page
 * @param {string} url
 * @param {'fr'|'en'} language
 */
export async function chooseLanguage(page, url, language) {
  await page.goto(`${url}/connexion`);
  await page.getByRole('button', { name: SIGN_IN[language].choose, exact: true }).click();
  await page.getByRole('button', { name: SIGN_IN[language].submit, exact: true }).waitFor();
}

/**
 * @param {Page} page
 * @param {string} url
 * @param {import('./vigie.mjs').Account} account
 * @param {'fr'|'en'} [language]
 */
export async function signIn(page, url, { login, secret }, language = 'fr') {
  const words = SIGN_IN[language];
  await chooseLanguage(page, url, language);
  await page.getByLabel(words.login, { exact: true }).fill(login);
  await page.getByLabel(words.secret, { exact: true }).fill(secret);
  await page.getByRole('button', { name: words.submit, exact: true }).click();
  await page.waitForURL((now) => now.pathname !== '/connexion');
}

/**
 * Waits until the worker has the shell: from then on the app starts without network.
 * @param {Page} page
 */
export async function workerReady(page) {
  await page.evaluate(async () => {
    const { active } = await navigator.serviceWorker.ready;
    if (active?.state === 'activated') return;
    await new Promise((resolve) => active?.addEventListener('statechange', resolve, { once: true }));
  });
}

/** The form that rates a visit. */
export class RatingForm {
  /** @param {Page} page */
  constructor(page) {
    this.page = page;
    this.save = page.getByRole('button', { name: 'Enregistrer', exact: true });
  }

  /** @param {string} axis */
  row(axis) {
    return this.page.getByRole('group', { name: AXES[axis] });
  }

  /**
   * @param {string} axis
   * @param {number} score 1 to 5
   */
  radio(axis, score) {
    return this.row(axis).getByRole('radio', { name: FACES[score - 1], exact: true });
  }

  /**
   * What a finger touches: the label, for the radio itself may be invisible.
   * @param {string} axis
   * @param {number} score
   */
  face(axis, score) {
    const radio = this.page.getByRole('radio', { name: FACES[score - 1], exact: true });
    return this.row(axis).locator('label').filter({ has: radio });
  }

  /** @returns {Promise<Record<string, number|null>>} which faces are chosen */
  async chosen() {
    /** @type {Record<string, number|null>} */
    const found = {};
    for (const axis of Object.keys(AXES)) {
      found[axis] = null;
      for (let score = 1; score <= FACES.length; score += 1) {
        if (await this.radio(axis, score).isChecked()) found[axis] = score;
      }
    }
    return found;
  }
}

/** What the phone still has to send, and where else an aide goes. */
export class Outbox {
  /** @param {Page} page */
  constructor(page) {
    this.page = page;
    this.chip = page.getByRole('banner').getByRole('status');
    this.allSent = this.chip.filter({ hasText: 'Tout est envoyé' });
    this.signInAgain = this.chip.filter({ hasText: 'Reconnectez-vous' });
  }

  /** Waits until the chip says so: right after a start the phone has yet to look. @param {string} text */
  async says(text) {
    await this.chip.filter({ hasText: new RegExp(`^${text}$`) }).waitFor();
  }

  /** Opens the form of a visit nobody planned, by hand: it works without network. @param {{name: string}} person */
  async openFree({ name }) {
    await this.page.getByRole('link', { name: 'Mes visites' }).tap();
    await this.page.getByRole('link', { name: 'Visite imprévue' }).tap();
    await this.page.getByRole('main').getByRole('link', { name }).tap();
    await this.page.getByRole('heading', { name: `Visite chez ${name}` }).waitFor();
  }
}

/** The working page of coordinators and referents: the list, and the alert that is open. */
export class Workplace {
  /** @param {Page} page */
  constructor(page) {
    this.page = page;
    this.rows = page.locator('.alerts').getByRole('listitem');
    this.pill = page.getByRole('status').getByRole('button', { name: /nouvelles?/ });
    this.bar = page.getByRole('region', { name: 'Actions' }).locator('.action-bar');
    this.noteField = page.getByLabel('Ce qui s’est dit, ce qui est convenu');
    this.saveNote = page.getByRole('button', { name: 'Enregistrer', exact: true });
    this.closeForm = page.locator('form').filter({ hasText: 'Issue' });
    this.confirmClose = this.closeForm.getByRole('button', { name: 'Terminer', exact: true });
  }

  /** @returns {Promise<string[]>} the alerts of the list, from the top */
  async ids() {
    return this.rows.evaluateAll((rows) => rows.map((row) => row.id.replace(/^alert-/, '')));
  }

  /** @returns {Promise<{text: string, top: number}[]>} the rows as they stand on the screen */
  async standing() {
    return this.rows.evaluateAll((rows) =>
      rows.map((row) => ({
        text: row.querySelector('.alert-name')?.textContent ?? '',
        top: Math.round(row.getBoundingClientRect().top),
      })),
    );
  }

  /** @param {string} name of the person */
  row(name) {
    return this.rows.filter({ hasText: name }).getByRole('link');
  }

  /** @param {string} name of an action on the bar of the open alert */
  action(name) {
    return this.bar.getByRole('button', { name, exact: true });
  }

  /** @param {string} text */
  async note(text) {
    await this.action('Note').click();
    await this.noteField.fill(text);
    await this.saveNote.click();
  }

  /**
   * @param {string} outcome as it is called on screen
   * @param {string} forAide
   */
  async close(outcome, forAide) {
    await this.action('Terminer').click();
    await this.outcome(outcome).click();
    await this.page.getByLabel('Un mot pour l’intervenante (facultatif)').fill(forAide);
    await this.confirmClose.click();
  }

  /**
   * What is clicked to choose an outcome: its label, drawn as a pill.
   * @param {string} name
   */
  outcome(name) {
    return this.closeForm.locator('label').filter({ hasText: name });
  }

  /**
   * @param {import('./hands.mjs').Keyboard} keyboard
   * @param {string} name
   */
  async chooseOutcomeByKeyboard(keyboard, name) {
    const wanted = this.closeForm.getByRole('radio', { name, exact: true });
    // The form opens in its text field; the outcomes are above it, and Tab stops at the one that is chosen.
    await keyboard.reach(this.closeForm.getByRole('radio', { checked: true }), 'Shift+Tab');
    for (let moves = 0; !(await wanted.isChecked()); moves += 1) {
      if (moves > 10) throw new Error(`the arrows never reach ${name}`);
      await keyboard.press('ArrowDown');
    }
  }
}

/** The referent's view of the sector, on a phone. */
export class SectorView {
  /** @param {Page} page */
  constructor(page) {
    this.page = page;
    this.undo = page.getByRole('status').getByRole('button', { name: 'Annuler', exact: true });
    this.oldList = page.getByText(/^Sans réseau : liste de/);
    this.needsNetwork = page.getByRole('status').getByText('Prendre une alerte demande le réseau. Réessayez.');
  }

  /** @param {string} name of the person an alert to take is about */
  card(name) {
    return this.page.getByRole('listitem').filter({ has: this.take(name) });
  }

  /** @param {string} name */
  take(name) {
    return this.page.getByRole('button', { name: `Je prends l’alerte de ${name}`, exact: true });
  }
}

/** The page of covers, and the banners above every page. */
export class CoverPage {
  /** @param {Page} page */
  constructor(page) {
    this.page = page;
    this.plan = page.getByRole('button', { name: 'Prévoir une suppléance', exact: true });
    this.standIn = page.getByLabel('Qui prend la suite ?');
    this.missing = page.getByText('Choisissez qui prend la suite.');
    this.preview = page.getByRole('dialog').getByRole('status');
    this.save = page.getByRole('button', { name: 'Enregistrer la suppléance', exact: true });
    this.confirm = page.getByRole('button', { name: /^Oui, / });
  }

  /** @param {string} id of a cover */
  banner(id) {
    return this.page.getByRole('region', { name: 'Suppléances en cours' }).locator(`a[href="/suppleance/${id}"]`);
  }

  /** @param {string} id of a cover */
  end(id) {
    const card = this.page.getByRole('article').filter({ has: this.page.locator(`a[href="/suppleance/${id}"]`) });
    return card.getByRole('button', { name: /^Terminer/ });
  }
}

/** One's own notifications, and the federation's hours for them. */
export class NotificationsPage {
  /** @param {Page} page */
  constructor(page) {
    this.page = page;
    this.save = page.getByRole('button', { name: 'Enregistrer', exact: true });
    this.saved = page.getByRole('status').getByText('Réglages enregistrés.');
    this.changedElsewhere = page.getByRole('alert').getByText(/changés sur un autre appareil/);
    this.criticalComesThrough = page.getByText(/une alerte critique passe à toute heure/);
    this.criticalWaits = page.getByText(/Même une alerte critique attend/);
    this.wakesSomebody = page.getByText(/réveille la personne de service/);
    this.wakesNobody = page.getByText('Personne n’est réveillé.');
    this.noDevice = page.getByText('Aucun appareil ne vous prévient pour le moment.');
  }

  /** @param {string} name */
  switch(name) {
    return this.page.getByRole('switch', { name, exact: true });
  }

  /** @param {string} label of a device */
  remove(label) {
    return this.page.getByRole('button', { name: `Retirer ${label}`, exact: true });
  }
}

/** The same page's words for Firefox, which is driven by another hand. */
export const NOTIFY = {
  ask: 'Me prévenir',
  on: 'Notifications actives sur cet appareil',
  test: 'Envoyer un test',
  shownHere: 'Reçue sur cet appareil à',
  last: 'Dernière reçue',
  never: 'Rien reçu pour le moment',
};
