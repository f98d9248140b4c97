// Waiting for something that happens elsewhere, with an end and a sentence that says what never came.
import { setTimeout as sleep } from 'node:timers/promises';

/** Short enough not to slow a test down, long enough not to keep a core busy. */
const PAUSE_MS = 50;

/**
 * @template T
 * @param {() => T | Promise<T>} look answers something truthy once it is there
 * @param {string} what what is waited for, in words
 * @param {number} [patience] milliseconds
 * @returns {Promise<NonNullable<T>>}
 */
export async function until(look, what, patience = 10_000) {
  const end = Date.now() + patience;
  for (;;) {
    const found = await look();
    if (found) return found;
    if (Date.now() > end) throw new Error(`never came in ${patience} ms: ${what}`);
    await sleep(PAUSE_MS);
  }
}
