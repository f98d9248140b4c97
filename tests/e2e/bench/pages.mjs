// Lighthouse on the screens where speed decides whether people use Vigie: the aide's first page on a phone, the queue on a desk. A
// real server with the demo's federation, a real sign-in, an empty cache each time; the median of three.
// Usage: npm start [-- --runs 3]. Ends with 1 below the goals.
import { writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import lighthouse, { desktopConfig } from 'lighthouse';
import { signIn } from '../support/app.mjs';
import { DESKTOP, firstPage, launchChromium, PHONE } from '../support/chromium.mjs';
import { Vigie } from '../support/vigie.mjs';

/** Of a hundred. */
const GOALS = { performance: 95, accessibility: 100, 'best-practices': 100 };

/** @type {{name: string, role: string, path: string, device: object, config: object|undefined}[]} */
const SCREENS = [
  // Lighthouse's own idea of a phone: a slow one, four times slower than this machine, on slow 4G.
  { name: 'aide, phone', role: 'aide', path: '/', device: { size: PHONE, touch: true }, config: undefined },
  { name: 'queue, desk', role: 'coordinator', path: '/alertes', device: { size: DESKTOP }, config: desktopConfig },
];

const at = process.argv.indexOf('--runs');
const runs = at < 0 ? 3 : Number(process.argv[at + 1]);

/** @returns {Promise<number>} a port nobody listens on at this moment */
async function freePort() {
  const server = createServer();
  await new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(undefined)));
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
  await new Promise((resolve) => server.close(resolve));
  return port;
}

const median = (numbers) => [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)];

/** What cost points, in a line each. */
function losses({ audits, categories }) {
  const lost = Object.keys(GOALS).flatMap((category) =>
    categories[category].auditRefs
      .filter(({ id, weight }) => weight > 0 && audits[id].score !== null && audits[id].score < 0.9)
      .map(({ id }) => `${category}: ${id} ${audits[id].displayValue ?? ''}`.trim()),
  );
  return [...new Set(lost)];
}

async function measure(url, { role, path, device, config }, account) {
  const port = await freePort();
  const browser = await launchChromium({ origin: url, args: [`--remote-debugging-port=${port}`], ...device });
  try {
    await signIn(await firstPage(browser.context), url, account);
    const results = [];
    for (let run = 0; run < runs; run += 1) {
      const flags = { port, output: 'json', logLevel: 'error', onlyCategories: Object.keys(GOALS) };
      const result = await lighthouse(`${url}${path}`, flags, config);
      if (result.lhr.runtimeError) throw new Error(`${role}: ${result.lhr.runtimeError.message}`);
      results.push(result.lhr);
    }
    return results;
  } finally {
    await browser.close();
  }
}

const server = await Vigie.start();
let good = true;
try {
  for (const screen of SCREENS) {
    const account = server.accounts.find(({ role }) => role === screen.role);
    const results = await measure(server.url, screen, account);
    const scores = Object.fromEntries(
      Object.keys(GOALS).map((category) => [
        category,
        median(results.map(({ categories }) => Math.round(categories[category].score * 100))),
      ]),
    );
    const figure = (id) => Math.round(median(results.map(({ audits }) => audits[id].numericValue)));
    const missed = Object.entries(GOALS).filter(([category, goal]) => scores[category] < goal);
    good &&= missed.length === 0;
    console.log(
      JSON.stringify({
        screen: screen.name,
        ...scores,
        first_paint_ms: figure('first-contentful-paint'),
        largest_paint_ms: figure('largest-contentful-paint'),
        blocked_ms: figure('total-blocking-time'),
        shift: median(results.map(({ audits }) => audits['cumulative-layout-shift'].numericValue)),
        at: results[0].finalDisplayedUrl.replace(server.url, ''),
        missed: missed.length === 0 ? undefined : [...new Set(results.flatMap(losses))],
      }),
    );
    if (process.env.LIGHTHOUSE_REPORT) {
      await writeFile(`${process.env.LIGHTHOUSE_REPORT}/${screen.role}.json`, JSON.stringify(results.at(-1)));
    }
  }
} finally {
  await server.close();
}
process.exitCode = good ? 0 : 1;
