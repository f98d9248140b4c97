// A code app (RFC 6238: SHA-1, six digits, thirty seconds), written from the standard and not from the server.
import { createHmac } from 'node:crypto';

const STEP_S = 30;
const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/** @param {string} text base32 */
function decode(text) {
  let bits = '';
  for (const letter of text.replace(/[\s=]/g, '').toUpperCase()) {
    bits += ALPHABET.indexOf(letter).toString(2).padStart(5, '0');
  }
  return Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => parseInt(byte, 2)));
}

/**
 * The code of a moment. A step counts once, so who has just used one takes the next, which the server takes a step early.
 * @param {string} secret
 * @param {number} [ahead] steps
 */
export function codeOf(secret, ahead = 0) {
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 1000 / STEP_S) + ahead));
  const hash = createHmac('sha1', decode(secret)).update(counter).digest();
  const at = (hash.at(-1) ?? 0) & 15;
  return String((hash.readUInt32BE(at) & 0x7fffffff) % 1_000_000).padStart(6, '0');
}
