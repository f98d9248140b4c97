/// Which built files every phone keeps from the first visit on: the shell and the aide's area, with their English. The other
/// areas are kept once they were used (`src/sw/sw.ts`): an aide's phone does not download a coordinator's screens. Those that have to
/// start without network also after an update are brought along by it, where they were in use (`LATER`).
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

/**
 * Where the closure of each such area starts, and the file whose use says that the area is in use. In this order: what two share comes
 * with the first.
 * @type {[name: string, roots: string[]][]}
 */
const LATER = [
  ['WorkArea', ['work/WorkArea.tsx']],
  ['SectorArea', ['sector/SectorArea.tsx']],
  ['en', ['i18n/work/en.ts', 'i18n/triage/en.ts', 'i18n/case/en.ts', 'i18n/nav/en.ts', 'i18n/sector/en.ts']],
];

/**
 * @param {Record<string, Chunk>} manifest
 * @param {string[]} roots
 */
function closure(manifest, roots) {
  /** @type {Set<string>} */
  const found = new Set();
  for (const root of roots) {
    const key = Object.keys(manifest).find((name) => name === root || name.endsWith(`/${root}`));
    if (!key) throw new Error(`the build has no ${root}`);
    gather(manifest, key, found);
  }
  return found;
}

/** @param {string} path of the manifest that the build has written @returns {Record<string, Chunk>} */
const manifestAt = (path) => JSON.parse(readFileSync(path, 'utf8'));

/** @param {string} path of the manifest that the build has written */
export const keptFiles = (path) => closure(manifestAt(path), ROOTS);

/** Files an update brings along, and by whose use. @param {string} path of the manifest that the build has written */
export function laterFiles(path) {
  const manifest = manifestAt(path);
  const kept = closure(manifest, ROOTS);
  /** @type {Map<string, string>} */
  const found = new Map();
  for (const [name, roots] of LATER) {
    for (const file of closure(manifest, roots))
      if (!kept.has(file) && !found.has(file)) found.set(file, name);
  }
  return found;
}
