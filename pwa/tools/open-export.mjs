// Opens what an aide has exported from her phone: node tools/open-export.mjs FILE CODE > ratings.jsonl
// One rating a line, as `POST /api/ratings` takes them.
import { readFile } from 'node:fs/promises';
import { argv, exit, stderr, stdout } from 'node:process';
import { fileURLToPath } from 'node:url';

const bytes = (/** @type {string} */ text) => Uint8Array.from(Buffer.from(text, 'base64'));

/**
 * @param {import('../src/outbox/export.ts').Sealed} sealed
 * @param {string} code   as it was told, with or without hyphens and spaces, in capitals or not
 * @returns {Promise<string>} throws when the code is not the right one
 */
export async function openExport({ rounds, salt, iv, data }, code) {
  const { subtle } = globalThis.crypto;
  const text = new TextEncoder().encode(code.replace(/[-\s]/g, '').toUpperCase());
  const raw = await subtle.importKey('raw', text, 'PBKDF2', false, ['deriveKey']);
  const how = { name: 'PBKDF2', hash: 'SHA-256', salt: bytes(salt), iterations: rounds };
  const key = await subtle.deriveKey(how, raw, { name: 'AES-GCM', length: 256 }, false, ['decrypt']);
  return new TextDecoder().decode(await subtle.decrypt({ name: 'AES-GCM', iv: bytes(iv) }, key, bytes(data)));
}

if (argv[1] === fileURLToPath(import.meta.url)) {
  const [file, code] = argv.slice(2);
  if (!file || !code) {
    stderr.write('usage: node tools/open-export.mjs FILE CODE\n');
    exit(2);
  }
  try {
    stdout.write(await openExport(JSON.parse(await readFile(file, 'utf8')), code));
  } catch {
    stderr.write('This code does not open this file.\n');
    exit(1);
  }
}
