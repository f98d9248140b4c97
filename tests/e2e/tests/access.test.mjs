// Every screen, in both languages: nothing scrolls sideways at 320 px, and the browser's console has nothing against the page (content
// security policy, Trusted Types). In French: axe finds nothing, in both colour schemes, and thumbs find their targets.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { chooseLanguage, signIn } from '../support/app.mjs';
import { violations } from '../support/axe.mjs';
import { DESKTOP, firstPage, launchChromium, PHONE } from '../support/chromium.mjs';
import { sidewaysOverflow, targets, tooSmall } from '../support/layout.mjs';
import { Scene } from '../support/scene.mjs';
import { furnish, stops, visit } from '../support/tour.mjs';

/** WCAG 1.4.10: what fits here also fits on a desk at 400 %. */
const NARROW = { width: 320, height: 640 };

/** Taller than any screen's content: axe does not scroll, and would take what is under a sticky bar for covered. */
const TALL = 4000;

/** @type {Record<import('../support/tour.mjs').Who, {touch: boolean, mainButton: string}>} */
const CAST = {
  visitor: { touch: true, mainButton: 'Se connecter' },
  aide: { touch: true, mainButton: 'Enregistrer' },
  referent: { touch: true, mainButton: 'Je prends' },
  coordinator: { touch: false, mainButton: '' },
  administrator: { touch: false, mainButton: '' },
};

/** @type {Scene} */
let scene;
/** @type {Awaited<ReturnType<typeof stops>>} */
let tour;

before(async () => {
  scene = await Scene.set();
  tour = await stops(scene, await furnish(scene));
});
after(() => scene?.close());

/**
 * @param {import('../support/tour.mjs').Who} who
 * @param {'fr'|'en'} language
 */
async function open(who, language) {
  const { touch } = CAST[who];
  const device = await launchChromium({ origin: scene.vigie.url, size: touch ? PHONE : DESKTOP, touch, language });
  const page = await firstPage(device.context);
  if (who === 'visitor') await chooseLanguage(page, scene.vigie.url, language);
  else await signIn(page, scene.vigie.url, scene[who].account, language);
  return { device, page };
}

/**
 * The dark scheme has colours of its own and nothing else.
 * @param {import('playwright-core').Page} page
 */
async function accessFaults(page) {
  const size = page.viewportSize() ?? DESKTOP;
  await page.setViewportSize({ ...size, height: TALL });
  // A form that took the focus has scrolled to itself.
  await page.evaluate(() => scrollTo(0, 0));
  await page.emulateMedia({ colorScheme: 'light' });
  const light = await violations(page);
  await page.emulateMedia({ colorScheme: 'dark' });
  const dark = await violations(page, 'contrast');
  await page.setViewportSize(size);
  return [...light.map((fault) => `light: ${fault}`), ...dark.map((fault) => `dark: ${fault}`)];
}

/** @param {import('playwright-core').Page} page */
async function narrowFaults(page) {
  const size = page.viewportSize() ?? DESKTOP;
  await page.setViewportSize(NARROW);
  const faults = (await sidewaysOverflow(page)).map((fault) => `at ${NARROW.width} px: ${fault}`);
  await page.setViewportSize(size);
  return faults;
}

/**
 * WCAG 1.4.4, on the screens read at a door: text twice as large, and still nothing to scroll sideways.
 * @param {import('playwright-core').Page} page
 */
async function largeTextFaults(page) {
  await page.evaluate(() => document.documentElement.style.setProperty('font-size', '200%'));
  const faults = (await sidewaysOverflow(page)).map((fault) => `text at 200 %: ${fault}`);
  await page.evaluate(() => document.documentElement.style.removeProperty('font-size'));
  return faults;
}

/**
 * What depends on the length of words is looked at in every language, the rest in French.
 * @param {import('playwright-core').Page} page
 * @param {import('../support/tour.mjs').Who} who
 * @param {'fr'|'en'} language
 */
async function faultsOf(page, who, language) {
  const faults = await narrowFaults(page);
  if (who === 'aide') faults.push(...(await largeTextFaults(page)));
  if (language !== 'fr') return faults;
  if (CAST[who].touch) faults.push(...tooSmall(await targets(page, CAST[who].mainButton)));
  return [...faults, ...(await accessFaults(page))];
}

for (const who of /** @type {import('../support/tour.mjs').Who[]} */ (Object.keys(CAST))) {
  for (const language of /** @type {const} */ (['fr', 'en'])) {
    test(`the screens of ${who} in ${language} can be read and used by everybody`, async (t) => {
      const { device, page } = await open(who, language);
      try {
        for (const stop of tour[who]) {
          await t.test(stop.name, async () => {
            await visit(page, scene.vigie.url, stop);
            assert.equal(await page.evaluate(() => document.documentElement.lang), language);
            assert.deepEqual(await faultsOf(page, who, language), []);
          });
        }
        assert.deepEqual(device.complaints, [], 'the console');
      } finally {
        await device.close();
      }
    });
  }
}
