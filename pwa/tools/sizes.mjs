/// Weighs the build against its budgets (Brotli bytes) and looks for what must not be there: web fonts, inline
/// scripts or styles, and addresses of third parties. Run after `npm run build`; fails with the whole list.
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

const KB = 1024;
const DIST = new URL('../dist/', import.meta.url).pathname;

/** What the first screen of each role may weigh, and what a phone downloads to work without network. */
const BUDGETS = { 'aide first route': 40, 'aide precache': 120, worker: 12, area: 60 };

/** @typedef {{file?: string, name?: string, src?: string, isEntry?: boolean, imports?: string[], css?: string[]}} Chunk */
/** @type {Record<string, Chunk>} */
const manifest = JSON.parse(readFileSync(join(DIST, '.vite/manifest.json'), 'utf8'));

/** @param {string} file its size as sent; a file without a Brotli copy is sent as it is */
const weight = (file) =>
  statSync(join(DIST, existsSync(join(DIST, `${file}.br`)) ? `${file}.br` : file)).size;

/**
 * A chunk with everything it needs before it can run.
 * @param {string} key
 * @param {Set<string>} [found]
 */
function closure(key, found = new Set()) {
  const chunk = manifest[key];
  if (!chunk?.file || found.has(chunk.file)) return found;
  found.add(chunk.file);
  for (const css of chunk.css ?? []) found.add(css);
  for (const next of chunk.imports ?? []) closure(next, found);
  return found;
}

/** @param {Iterable<string>} files */
const total = (files) => [...files].reduce((sum, file) => sum + weight(file), 0);

/** @param {string} ending */
function chunkOf(ending) {
  const key = Object.keys(manifest).find((name) => name.endsWith(ending));
  if (!key) throw new Error(`no chunk ${ending}`);
  return key;
}

const entry = closure('index.html');
const aide = closure(chunkOf('AideArea.tsx'));
const worker = readFileSync(join(DIST, 'sw.js'), 'utf8');
// What an update brings along (`later`) is not for everybody.
const listed = [...worker.matchAll(/\{[^{}]*?\burl"?:\s*["']([^"']+)["'][^{}]*\}/g)];
const precached = listed.filter(([entry]) => !/\blater"?:/.test(entry)).map(([, url]) => url ?? '');

/** @type {[string, number, number][]} */
const rows = [
  ['aide first route', total(new Set([...entry, ...aide, 'index.html'])), BUDGETS['aide first route']],
  ['aide precache', total(new Set(precached)), BUDGETS['aide precache']],
  ['worker', weight('sw.js'), BUDGETS.worker],
];
for (const key of Object.keys(manifest).sort()) {
  const area = /\/(\w+)Area\.tsx$/.exec(key)?.[1];
  if (!area) continue;
  const own = [...closure(key)].filter((file) => !entry.has(file));
  rows.push([`area ${area.toLowerCase()}`, total(own), BUDGETS.area]);
}

/** @type {string[]} */
const faults = [];
for (const [name, bytes, budget] of rows) {
  console.log(`${name.padEnd(18)} ${(bytes / KB).toFixed(1).padStart(6)} KB of ${budget} KB`);
  if (bytes > budget * KB) faults.push(`${name} is over its budget`);
}
if (precached.length === 0) faults.push('the worker precaches nothing');

const files = readdirSync(DIST, { recursive: true, withFileTypes: true }).filter((file) => file.isFile());
for (const file of files) {
  const path = join(file.parentPath ?? file.path, file.name);
  if (/\.(woff2?|ttf|otf|eot)$/.test(file.name)) faults.push(`web font: ${file.name}`);
  if (!/\.(js|css|html)$/.test(file.name)) continue;
  const text = readFileSync(path, 'utf8');
  if (/@font-face|@import/.test(text)) faults.push(`font or import in ${file.name}`);
  // Namespaces and links in error messages are names, not requests: only loads are looked for.
  if (/(?:src|href)=["']https?:|url\(\s*["']?https?:|importScripts\(|fetch\(["'`]https?:/.test(text)) {
    faults.push(`third-party address in ${file.name}`);
  }
}
const html = readFileSync(join(DIST, 'index.html'), 'utf8');
if (/<style|\sstyle=|\son\w+=|<script(?![^>]*\ssrc=)/.test(html))
  faults.push('inline script or style in index.html');

for (const fault of faults) console.error(`✗ ${fault}`);
process.exit(faults.length > 0 ? 1 : 0);
