// Debian's Firefox ESR without a screen, driven over WebDriver BiDi, with its push client turned to our service.
import puppeteer from 'puppeteer-core';
import { firefoxProgram } from './programs.mjs';

/**
 * Each of these was found necessary by leaving it out.
 * @param {string} pushSocketUrl
 */
const preferences = (pushSocketUrl) => ({
  'dom.push.serverURL': pushSocketUrl,
  // Otherwise subscribe() refuses ws:// with an AbortError.
  'dom.push.testing.allowInsecureServerURL': true,
  // The remote agent switches it off unless it is named.
  'dom.push.connection.enabled': true,
  'dom.push.retryBaseInterval': 200,
  // No desktop, no D-Bus: Firefox draws the notification itself, in a window that the test can read and click.
  'alerts.useSystemBackend': false,
  'permissions.default.desktop-notification': 1,
  'intl.accept_languages': 'fr-FR, fr',
  // Nothing of its own on the network.
  'app.update.enabled': false,
  'browser.safebrowsing.downloads.remote.enabled': false,
  'datareporting.policy.dataSubmissionEnabled': false,
  'network.captive-portal-service.enabled': false,
  'network.connectivity-service.enabled': false,
});

/**
 * @param {{pushSocketUrl: string, profile?: string}} settings
 */
export async function launchFirefox({ pushSocketUrl, profile }) {
  return puppeteer.launch({
    browser: 'firefox',
    executablePath: firefoxProgram(),
    headless: true,
    userDataDir: profile,
    // Allows the chrome scope of BiDi: the notification is a window of the browser, not of the page.
    args: ['--remote-allow-system-access'],
    extraPrefsFirefox: preferences(pushSocketUrl),
  });
}

/**
 * The control that a label on screen belongs to. (Firefox's own look-up by accessible name misses labels with spaces around.)
 * @param {import('puppeteer-core').Page} page
 * @param {string} label
 */
async function field(page, label) {
  await page.locator(`label::-p-text(${label})`).wait();
  const handle = await page.evaluateHandle((wanted) => {
    const labels = [...document.querySelectorAll('label')];
    return labels.find((candidate) => candidate.textContent?.trim() === wanted)?.control ?? null;
  }, label);
  const element = handle.asElement();
  if (!element) throw new Error(`no field is labelled ${label}`);
  return /** @type {import('puppeteer-core').ElementHandle<HTMLInputElement>} */ (element);
}

/**
 * Signs in on the app's own page.
 * @param {import('puppeteer-core').Page} page
 * @param {string} url
 * @param {import('./vigie.mjs').Account} account
 */
export async function signInWithFirefox(page, url, { login, secret }) {
  await page.goto(`${url}/connexion`);
  await (await field(page, 'Identifiant')).type(login);
  await (await field(page, 'Mot de passe ou code')).type(secret);
  await page.locator('::-p-aria([name="Se connecter"][role="button"])').click();
  await page.waitForFunction(() => location.pathname !== '/connexion');
}
