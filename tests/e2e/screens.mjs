// Takes a picture of every screen, on a phone and on a desk, in light and dark: artifacts/<size>-<colours>/<who>-<screen>.png
// Usage: npm run screens [-- en]
import { mkdir } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { signIn } from './support/app.mjs';
import { DESKTOP, firstPage, launchChromium, PHONE } from './support/chromium.mjs';
import { Scene } from './support/scene.mjs';
import { furnish, stops, visit } from './support/tour.mjs';

const FOLDER = fileURLToPath(new URL('./artifacts/', import.meta.url));
const SIZES = { phone: { size: PHONE, touch: true }, desktop: { size: DESKTOP, touch: false } };
const language = process.argv[2] === 'en' ? 'en' : 'fr';

/**
 * @param {Scene} scene
 * @param {Awaited<ReturnType<typeof stops>>} tour
 * @param {keyof typeof SIZES} sizeName
 * @param {'light'|'dark'} colours
 */
async function takeAll(scene, tour, sizeName, colours) {
  const folder = `${FOLDER}${sizeName}-${colours}/`;
  await mkdir(folder, { recursive: true });
  const url = scene.vigie.url;
  for (const [who, list] of Object.entries(tour)) {
    const device = await launchChromium({ origin: url, colours, language, ...SIZES[sizeName] });
    try {
      const page = await firstPage(device.context);
      if (who !== 'visitor') await signIn(page, url, scene[who].account, language);
      for (const stop of list) {
        await visit(page, url, stop);
        await page.screenshot({ path: `${folder}${who}-${stop.name}.png` });
      }
    } finally {
      await device.close();
    }
  }
}

const scene = await Scene.set();
try {
  const tour = await stops(scene, await furnish(scene));
  for (const sizeName of /** @type {const} */ (['phone', 'desktop'])) {
    for (const colours of /** @type {const} */ (['light', 'dark'])) await takeAll(scene, tour, sizeName, colours);
  }
} finally {
  await scene.close();
}
process.stdout.write(`${FOLDER}\n`);
