// The notification as it stands on the screen: Firefox draws it in a small window of its own (`alerts.useSystemBackend`
// off), which BiDi's chrome scope can read and click. A click there is a real one: the worker may focus a page.
import { until } from './until.mjs';

/** Address of the window that holds one notification. */
const ALERT_WINDOW = 'chrome://global/content/alerts/alert.xhtml';

/** Reads the texts out of the window. */
const READ = `(() => ({
  title: document.getElementById('alertTitleLabel')?.textContent || document.getElementById('alertTitleLabel')?.getAttribute('value') || '',
  body: document.getElementById('alertTextLabel')?.textContent || '',
}))()`;

/** Presses and releases the primary button in the middle of the notification. */
const CLICK = `(() => { document.getElementById('alertBox').click(); })()`;

/**
 * @param {import('puppeteer-core').Browser} browser
 * @returns {{send: (method: string, params: object) => Promise<{result: any}>}}
 */
function bidi(browser) {
  return /** @type {any} */ (browser).connection;
}

/** @param {import('puppeteer-core').Browser} browser */
async function alertContexts(browser) {
  const { result } = await bidi(browser).send('browsingContext.getTree', { 'moz:scope': 'chrome' });
  return result.contexts.filter((/** @type {{url: string}} */ c) => c.url.startsWith(ALERT_WINDOW));
}

/**
 * @param {import('puppeteer-core').Browser} browser
 * @param {string} context
 * @param {string} expression
 */
async function run(browser, context, expression) {
  const { result } = await bidi(browser).send('script.evaluate', {
    expression,
    target: { context },
    awaitPromise: true,
    userActivation: true,
    serializationOptions: { maxObjectDepth: 2 },
  });
  if (result.type === 'exception') throw new Error(result.exceptionDetails.text);
  return result.result;
}

/**
 * @typedef {object} ShownNotification
 * @property {string} title
 * @property {string} body
 * @property {() => Promise<void>} click
 */

/**
 * Waits for the notification on the screen.
 * @param {import('puppeteer-core').Browser} browser
 * @param {number} [patience] milliseconds
 * @returns {Promise<ShownNotification>}
 */
export async function shownNotification(browser, patience = 20_000) {
  return until(
    async () => {
      for (const { context } of await alertContexts(browser)) {
        const read = await run(browser, context, READ);
        const { title, body } = Object.fromEntries(
          read.value.map((/** @type {[string, {value: string}]} */ [name, { value }]) => [name, value]),
        );
        if (title) return { title, body, click: () => run(browser, context, CLICK) };
      }
      return null;
    },
    'a notification on the screen',
    patience,
  );
}

/**
 * @param {import('puppeteer-core').Browser} browser
 * @returns {Promise<number>} how many notifications are on the screen
 */
export async function countNotifications(browser) {
  return (await alertContexts(browser)).length;
}

/**
 * Puts away what is on the screen.
 * @param {import('puppeteer-core').Browser} browser
 */
export async function dismissNotifications(browser) {
  for (const { context } of await alertContexts(browser)) await run(browser, context, 'window.close()');
  await until(async () => (await countNotifications(browser)) === 0, 'an empty screen');
}
