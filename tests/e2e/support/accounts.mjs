// The screens of accounts and the doors, by their French words, and what a person does with them.
import { settled } from './tour.mjs';

/** @typedef {import('playwright-core').Page} Page */

/** The page of one account, and the invitation on it. */
export class AccountPage {
  /** @param {Page} page */
  constructor(page) {
    this.page = page;
    this.used = page.getByRole('status').getByText('C’est fait');
    this.close = page.getByRole('button', { name: 'Fermer', exact: true });
  }

  /** What goes out by SMS, which holds the link. */
  async invitation() {
    const href = (await this.page.getByRole('link', { name: 'Envoyer par SMS' }).getAttribute('href')) ?? '';
    const text = decodeURIComponent(href.split('body=')[1] ?? '');
    const [link] = /https?:\/\/\S+/.exec(text) ?? [''];
    const [login, code] = await this.page.locator('.invite-code dd').allTextContents();
    return { link, login: login ?? '', code: code ?? '' };
  }

  /** @param {string} action on the page @param {string} confirm in the dialog that says what will happen */
  async end(action, confirm) {
    await this.page.getByRole('button', { name: action, exact: true }).click();
    await this.page.getByRole('dialog').getByRole('button', { name: confirm, exact: true }).click();
    await this.page.getByRole('dialog').waitFor({ state: 'hidden' });
  }
}

/**
 * Opens an account's page.
 * @param {Page} page
 * @param {string} url
 * @param {{user: {id: string}}} who
 */
export async function openAccount(page, url, who) {
  await page.goto(`${url}/comptes/${who.user.id}`);
  await settled(page);
  return new AccountPage(page);
}
