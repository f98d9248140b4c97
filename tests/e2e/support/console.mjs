// Collects what a browser's console holds against the app: exceptions, refusals of the content security policy, Trusted Types.

/** A failed request is the story of an offline test, not a fault of the page: the app has to live with it. */
const EXPECTED = /^Failed to load resource: (net::ERR_|the server responded with a status of (401|404|409|422|502|503))/;

/**
 * @param {import('playwright-core').BrowserContext} context
 * @returns {string[]} grows while the context lives
 */
export function watchConsole(context) {
  /** @type {string[]} */
  const complaints = [];
  context.on('console', (message) => {
    if (message.type() === 'error' && !EXPECTED.test(message.text())) {
      complaints.push(`${message.page()?.url() ?? 'worker'}: ${message.text()}`);
    }
  });
  context.on('weberror', (error) => complaints.push(`${error.page()?.url()}: ${error.error().message}`));
  return complaints;
}
