/// The last resort: what has not reached the server, as a file under a code that is told by voice. Whoever helps opens it with
/// `tools/open-export.mjs`. The file is of no use to anybody who finds it.
import { entriesOf } from './store';
import { settled } from './types';

/// Letters and digits that are not taken for one another when read aloud.
const ALPHABET = 'ABCDEFGHJKMNPQRSTUVWXYZ23456789';
/// Sixteen of them are 79 bits.
const CODE_LENGTH = 16;
/// Of PBKDF2 with SHA-256: OWASP's figure. A second or two on an old phone, once in its life.
const ROUNDS = 600_000;

export type Sealed = { format: 'vigie-export-1'; rounds: number; salt: string; iv: string; data: string };

const base64 = (bytes: Uint8Array) => btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''));

/// In groups of four, for the ear.
export function newCode(): string {
  let code = '';
  while (code.length < CODE_LENGTH) {
    for (const byte of crypto.getRandomValues(new Uint8Array(CODE_LENGTH))) {
      // Without the rest of the division, no letter comes more often than another.
      if (byte < 256 - (256 % ALPHABET.length)) code += ALPHABET[byte % ALPHABET.length];
    }
  }
  return (code.slice(0, CODE_LENGTH).match(/.{4}/g) ?? []).join('-');
}

/// `code` is read without its hyphens.
async function keyOf(code: string, salt: Uint8Array<ArrayBuffer>): Promise<CryptoKey> {
  const text = new TextEncoder().encode(code.replaceAll('-', ''));
  const raw = await crypto.subtle.importKey('raw', text, 'PBKDF2', false, ['deriveKey']);
  const how = { name: 'PBKDF2', hash: 'SHA-256', salt, iterations: ROUNDS };
  return crypto.subtle.deriveKey(how, raw, { name: 'AES-GCM', length: 256 }, false, ['encrypt']);
}

export async function seal(text: string, code: string): Promise<Sealed> {
  const salt = crypto.getRandomValues(new Uint8Array(16));
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const key = await keyOf(code, salt);
  const data = await crypto.subtle.encrypt({ name: 'AES-GCM', iv }, key, new TextEncoder().encode(text));
  return {
    format: 'vigie-export-1',
    rounds: ROUNDS,
    salt: base64(salt),
    iv: base64(iv),
    data: base64(new Uint8Array(data)),
  };
}

/// The ratings that have yet to reach the server, one a line, as the server takes them.
export async function unsentLines(account: string): Promise<string> {
  const left = (await entriesOf(account)).filter((entry) => !settled(entry));
  return left.map((entry) => `${JSON.stringify(entry.rating)}\n`).join('');
}
