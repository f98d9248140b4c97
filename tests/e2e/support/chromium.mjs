// Debian's Chromium without a screen. A person's phone or desk is a persistent context with its own profile: a throw-away context
// is incognito, where push and installation are refused.
import { chromium } from 'playwright-core';
import { watchConsole } from './console.mjs';
import { newFolder, removeFolder } from './folders.mjs';
import { Network } from './network.mjs';
import { chromiumProgram } from './programs.mjs';

export const PHONE = { width: 360, height: 740 };
export const DESKTOP = { width: 1280, height: 800 };

/** The browser talks to nobody but the server under test. */
const FLAGS = [
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
  // Chromium's sandbox does not work for root, and containers often run as root.
  ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
];

/** For a button to appear, a page to load. The app promises far less; two busy cores need some slack. */
const PATIENCE_MS = 30_000;

/** One grant of all that is used: granting one permission denies those left out. */
const PERMISSIONS = ['notifications', 'background-sync'];

/**
 * @typedef {object} Device
 * @property {import('playwright-core').BrowserContext} context
 * @property {Network} network
 * @property {string} profile         the folder it writes to
 * @property {string[]} complaints   what the browser's console said was wrong (CSP, Trusted Types, exceptions)
 * @property {() => Promise<void>} close
 *
 * @typedef {object} DeviceSettings
 * @property {string} origin         of the app, for the permissions
 * @property {{width: number, height: number}} [size]
 * @property {boolean} [touch]       a phone: touch instead of a mouse
 * @property {'fr'|'en'} [language]
 * @property {'light'|'dark'} [colours]
 * @property {string[]} [args]       more for the command line
 */

/**
 * @param {DeviceSettings} settings
 * @returns {Promise<Device>}
 */
export async function launchChromium(settings) {
  const { origin, size = DESKTOP, touch = false, language = 'fr', colours = 'light', args = [] } = settings;
  const profile = await newFolder('chromium');
  const context = await chromium.launchPersistentContext(profile, {
    executablePath: chromiumProgram(),
    headless: true,
    args: [...FLAGS, ...args],
    viewport: size,
    hasTouch: touch,
    isMobile: touch,
    locale: language === 'fr' ? 'fr-FR' : 'en-GB',
    timezoneId: 'Europe/Paris',
    colorScheme: colours,
    reducedMotion: 'reduce',
  });
  context.setDefaultTimeout(PATIENCE_MS);
  await context.grantPermissions(PERMISSIONS, { origin });
  const complaints = watchConsole(context);
  const network = new Network(context);
  await network.tellAll();
  const close = async () => {
    await context.close();
    await removeFolder(profile);
  };
  return { context, network, profile, complaints, close };
}

/**
 * A phone: narrow, touched, upright.
 * @param {Omit<DeviceSettings, 'size'|'touch'>} settings
 */
export const launchPhone = (settings) => launchChromium({ ...settings, size: PHONE, touch: true });

/** @param {import('playwright-core').BrowserContext} context */
export async function firstPage(context) {
  return context.pages()[0] ?? context.newPage();
}

/**
 * What Chromium has against installing the app. Empty when it can be installed. The answer is about the last load.
 * @param {import('playwright-core').Page} page
 * @returns {Promise<string[]>}
 */
export async function installabilityErrors(page) {
  const session = await page.context().newCDPSession(page);
  try {
    const { installabilityErrors: errors } = await session.send('Page.getInstallabilityErrors');
    return errors.map((e) => e.errorId);
  } finally {
    await session.detach();
  }
}
