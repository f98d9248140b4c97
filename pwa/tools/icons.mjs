/// Renders the PNG icons from `public/icons/vigie.svg` with Chromium. Run by hand when the drawing changes:
/// `node tools/icons.mjs`.
import { readFileSync } from 'node:fs';
import { chromium } from 'playwright-core';

const DIR = new URL('../public/icons/', import.meta.url).pathname;
const svg = readFileSync(`${DIR}vigie.svg`, 'utf8');
/// A maskable icon may be cut to a circle: the drawing shrinks into the safe zone and the ground fills the square.
const maskable = svg
  .replace('rx="15"', 'rx="0"')
  .replace(/(<rect width="64"[^>]*>)/, '$1<g transform="translate(9.6 9.6) scale(.7)">')
  .replace('</svg>', '</g></svg>');
/// Android draws the badge in one colour from its alpha channel.
const badge = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 64 64"><path fill="#fff" d="M32 20 4 10v20zM32 20 60 10v20zM27 28h10l4 28H23zM26 14h12v12H26z"/></svg>`;

/** @type {[string, string, number][]} */
const ICONS = [
  ['vigie-192.png', svg, 192],
  ['vigie-512.png', svg, 512],
  ['vigie-maskable-512.png', maskable, 512],
  ['vigie-badge.png', badge, 96],
];

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox'],
});
for (const [name, drawing, size] of ICONS) {
  const page = await browser.newPage({ viewport: { width: size, height: size } });
  await page.setContent(
    `<style>body{margin:0}svg{display:block;width:${size}px;height:${size}px}</style>${drawing}`,
  );
  await page.screenshot({ path: `${DIR}${name}`, omitBackground: true });
  await page.close();
}
await browser.close();
