// Every screen, in both languages and both colour schemes: axe finds nothing, nothing scrolls sideways at 320 px, thumbs find
// their targets, and the browser's console has nothing against the page (content security policy, Trusted Types).
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
 * Contrast is the same in every language: one of them is looked at in both schemes.
 * @param {import('playwright-core').Page} page
 * @param {'fr'|'en'} language
 */
async function accessFaults(page, language) {
  const faults = [];
  const size = page.viewportSize() ?? DESKTOP;
  await page.setViewportSize({ ...size, height: TALL });
  // A form that took the focus has scrolled to itself.
  await page.evaluate(() => scrollTo(0, 0));
  for (const colorScheme of language === 'fr' ? /** @type {const} */ (['light', 'dark']) : /** @type {const} */ (['light'])) {
    await page.emulateMedia({ colorScheme });
    faults.push(...(await violations(page)).map((fault) => `${colorScheme}: ${fault}`));
  }
  await page.setViewportSize(size);
  return faults;
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

for (const who of /** @type {import('../support/tour.mjs').Who[]} */ (Object.keys(CAST))) {
  for (const language of /** @type {const} */ (['fr', 'en'])) {
    test(`the screens of ${who} in ${language} are accessible`, async (t) => {
      const { device, page } = await open(who, language);
      try {
        for (const stop of tour[who]) {
          await t.test(stop.name, async () => {
            await visit(page, scene.vigie.url, stop);
            assert.equal(await page.evaluate(() => document.documentElement.lang), language);
            const faults = [...(await accessFaults(page, language)), ...(await narrowFaults(page))];
            if (who === 'aide') faults.push(...(await largeTextFaults(page)));
            if (CAST[who].touch && language === 'fr') faults.push(...tooSmall(await targets(page, CAST[who].mainButton)));
            assert.deepEqual(faults, []);
          });
        }
        assert.deepEqual(device.complaints, [], 'the console');
      } finally {
        await device.close();
      }
    });
  }
}
