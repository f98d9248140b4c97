/// Which built files every phone keeps from the first visit on: the shell and the aide's area, with their English. The other
/// areas are kept once they were used (`src/sw/sw.ts`): an aide's phone does not download a coordinator's screens.
import { readFileSync } from 'node:fs';

/** Where the closure starts: keys of the build's manifest, by their endings. */
const ROOTS = [
  'index.html',
  'AideArea.tsx',
  'AideBar/Options.tsx',
  'aide/Outbox.tsx',
  'aide/Phone.tsx',
  'aide/Place.tsx',
  'aide/Practice.tsx',
  'aide/Signals.tsx',
  // Where the installed app of an iPhone starts.
  'Enrol/Enrol.tsx',
  'SignIn/SignIn.tsx',
  'session/farewell.ts',
  'outbox/clear.ts',
  'src/i18n/en.ts',
  'workbox-window.prod.es5.mjs',
];

/** @typedef {{file: string, imports?: string[], css?: string[]}} Chunk */

/**
 * A chunk with everything it needs before it can run.
 * @param {Record<string, Chunk>} manifest
 * @param {string} key
 * @param {Set<string>} found
 */
function gather(manifest, key, found) {
  const chunk = manifest[key];
  if (!chunk || found.has(chunk.file)) return;
  found.add(chunk.file);
  for (const css of chunk.css ?? []) found.add(css);
  for (const next of chunk.imports ?? []) gather(manifest, next, found);
}

/** @param {string} path of the manifest that the build has written */
export function keptFiles(path) {
  /** @type {Record<string, Chunk>} */
  const manifest = JSON.parse(readFileSync(path, 'utf8'));
  /** @type {Set<string>} */
  const found = new Set();
  for (const root of ROOTS) {
    const key = Object.keys(manifest).find((name) => name === root || name.endsWith(`/${root}`));
    if (!key) throw new Error(`the build has no ${root}`);
    gather(manifest, key, found);
  }
  return found;
}
