// Temporary folders: for a data directory or a browser's profile; gone when the test is.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** @param {string} purpose */
export async function newFolder(purpose) {
  return mkdtemp(join(tmpdir(), `vigie-e2e-${purpose}-`));
}

/**
 * A browser that is just closing may still write: try a few times.
 * @param {string} folder
 */
export async function removeFolder(folder) {
  await rm(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
}
