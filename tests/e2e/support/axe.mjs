// Accessibility checks with axe-core. The script goes in over the debugger, as no page may: the content security policy
// stays as the server sends it.
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';

const source = readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** What is promised: WCAG 2.2 AA; and axe's good practices, which cost nothing to keep. */
const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22a', 'wcag22aa', 'best-practice'];

/**
 * @param {import('playwright-core').Page} page
 * @returns {Promise<string[]>} one line for each violation: the rule, and where
 */
export async function violations(page) {
  const session = await page.context().newCDPSession(page);
  try {
    const { exceptionDetails } = await session.send('Runtime.evaluate', { expression: await source });
    if (exceptionDetails) throw new Error(`axe did not load: ${exceptionDetails.text}`);
  } finally {
    await session.detach();
  }
  return page.evaluate(async (tags) => {
    const { violations: found } = await globalThis.axe.run(document, { runOnly: { type: 'tag', values: tags } });
    return found.flatMap((violation) =>
      violation.nodes.map((node) => `${violation.id}: ${node.target.join(' ')} (${node.failureSummary?.split('\n')[1]?.trim()})`),
    );
  }, TAGS);
}
