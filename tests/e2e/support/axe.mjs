// Accessibility checks with axe-core. The script goes in over the debugger, as no page may: the content security policy
// stays as the server sends it.
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';

const source = readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** What is promised: WCAG 2.2 AA; and axe's good practices, which cost nothing to keep. */
const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22a', 'wcag22aa', 'best-practice'];

/** The one rule that a colour scheme can break. */
const CONTRAST = 'color-contrast';

/** @param {import('playwright-core').Page} page */
async function load(page) {
  if (await page.evaluate(() => 'axe' in globalThis)) return;
  const session = await page.context().newCDPSession(page);
  try {
    const { exceptionDetails } = await session.send('Runtime.evaluate', { expression: await source });
    if (exceptionDetails) throw new Error(`axe did not load: ${exceptionDetails.text}`);
  } finally {
    await session.detach();
  }
}

/**
 * @param {import('playwright-core').Page} page
 * @param {'all'|'contrast'} [extent]
 * @returns {Promise<string[]>} one line for each violation: the rule, and where
 */
export async function violations(page, extent = 'all') {
  await load(page);
  const runOnly = extent === 'contrast' ? { type: 'rule', values: [CONTRAST] } : { type: 'tag', values: TAGS };
  return page.evaluate(async (only) => {
    const { violations: found } = await globalThis.axe.run(document, { runOnly: only });
    return found.flatMap((violation) =>
      violation.nodes.map((node) => `${violation.id}: ${node.target.join(' ')} (${node.failureSummary?.split('\n')[1]?.trim()})`),
    );
  }, runOnly);
}
