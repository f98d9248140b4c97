// What the app has written on a device, as somebody reads it who has the device's bytes and no key.
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { until } from './until.mjs';

/** @typedef {import('playwright-core').Page} Page */

/**
 * All databases, the worker's caches and the small stores: as one text, bytes as letters, and the rows of the app's database by store.
 * @param {Page} page
 * @returns {Promise<{text: string, rows: Record<string, string[]>}>}
 */
export function everythingKept(page) {
  return page.evaluate(async () => {
    const answer = (/** @type {IDBRequest} */ request) =>
      new Promise((resolve, reject) => {
        request.onsuccess = () => resolve(request.result);
        request.onerror = () => reject(request.error);
      });
    const letters = (/** @type {string} */ _, /** @type {any} */ value) => {
      const bytes = value instanceof ArrayBuffer ? new Uint8Array(value) : value;
      return ArrayBuffer.isView(bytes) ? new TextDecoder('utf-8').decode(bytes) : value;
    };
    const all = [{ ...localStorage }, { ...sessionStorage }, location.href];
    /** @type {Record<string, string[]>} */
    const rows = {};
    for (const { name } of await indexedDB.databases()) {
      const database = /** @type {IDBDatabase} */ (await answer(indexedDB.open(String(name))));
      for (const store of database.objectStoreNames) {
        const found = database.transaction(store).objectStore(store);
        const [values, keys] = await Promise.all([answer(found.getAll()), answer(found.getAllKeys())]);
        all.push(values, keys);
        if (name === 'vigie') rows[store] = keys.map(String);
      }
      database.close();
    }
    for (const name of await caches.keys()) {
      const cache = await caches.open(name);
      for (const request of await cache.keys()) all.push([request.url, await (await cache.match(request))?.text()]);
    }
    return { text: JSON.stringify(all, letters), rows };
  });
}

/**
 * Does something that writes a draft, and waits until it is written: each writing is sealed afresh.
 * @param {Page} page
 * @param {() => Promise<void>} act
 */
export async function draftWritten(page, act) {
  const seals = () =>
    page.evaluate(async () => {
      const open = indexedDB.open('vigie');
      await new Promise((resolve) => (open.onsuccess = resolve));
      const request = open.result.transaction('sealed_drafts').objectStore('sealed_drafts').getAll();
      await new Promise((resolve) => (request.onsuccess = resolve));
      open.result.close();
      return request.result.map((/** @type {{iv: Uint8Array}} */ { iv }) => iv.join()).join(' ');
    });
  const before = await seals();
  await act();
  await until(async () => (await seals()) !== before, 'the draft on the phone');
}

/** Waits until the names of whom an aide may visit are on her phone. @param {Page} page */
export async function namesKept(page) {
  const here = async () => {
    const { kv = [] } = (await everythingKept(page)).rows;
    return ['cache:persons:', 'cache:visits:'].every((start) => kv.some((key) => key.startsWith(start)));
  };
  await until(here, 'the names on the phone', 60_000);
}

/**
 * Files of a browser's profile that hold one of these words, in one of the ways in which a browser writes words.
 * @param {string} folder
 * @param {string[]} words
 */
export async function filesWith(folder, words) {
  const wide = (/** @type {string} */ word) => Buffer.from(word, 'utf16le');
  const needles = words.flatMap((word) => [Buffer.from(word, 'utf8'), Buffer.from(word, 'latin1'), wide(word), wide(word).swap16()]);
  const found = [];
  // A browser makes a folder when it has something to put there.
  for (const file of await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => [])) {
    if (!file.isFile()) continue;
    const path = join(file.parentPath ?? file.path, file.name);
    const bytes = await readFile(path).catch(() => Buffer.alloc(0));
    if (needles.some((needle) => bytes.includes(needle))) found.push(path);
  }
  return found;
}
