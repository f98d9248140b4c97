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
 * @param {Page} page
 * @param {string} url
 * @param {import('./vigie.mjs').Account} account
 * @param {'fr'|'en'} [language]
 */
export async function signIn(page, url, { login, secret }, language = 'fr') {
  const words = SIGN_IN[language];
  await page.goto(`${url}/connexion`);
  await page.getByRole('button', { name: words.choose, exact: true }).click();
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
    return this.row(axis).locator('label').filter({ has: this.radio(axis, score) });
  }

  /** @returns {Promise<Record<string, number|null>>} which faces are chosen */
  async chosen() {
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
