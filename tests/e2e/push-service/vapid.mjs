// Verifies the Authorization header of a push (RFC 8292) with `jose`, an implementation that is not the server's own.
import { importJWK, jwtVerify } from 'jose';

/** RFC 8292 section 2: a token may not be valid for longer than a day. */
const LONGEST_LIFE_S = 24 * 3600;

/** What the real push services grant to clocks that are not quite right. */
const CLOCK_TOLERANCE_S = 60;

export class VapidError extends Error {}

/**
 * @param {string|undefined} header
 * @returns {{token: string, key: string}}
 */
export function parseAuthorization(header) {
  if (!header) throw new VapidError('no Authorization header');
  const [scheme, ...rest] = header.trim().split(/\s+/);
  if (scheme.toLowerCase() !== 'vapid') throw new VapidError(`scheme ${scheme} is not vapid`);
  const fields = Object.fromEntries(
    rest.join('').split(',').map((part) => {
      const at = part.indexOf('=');
      return [part.slice(0, at), part.slice(at + 1)];
    }),
  );
  if (!fields.t || !fields.k) throw new VapidError('t or k is missing');
  return { token: fields.t, key: fields.k };
}

/**
 * @param {string} key uncompressed P-256 point, base64url without padding
 */
async function publicKey(key) {
  const point = Buffer.from(key, 'base64url');
  if (point.length !== 65 || point[0] !== 4) throw new VapidError('k is not an uncompressed P-256 point');
  if (point.toString('base64url') !== key) throw new VapidError('k is not base64url without padding');
  const jwk = {
    kty: 'EC',
    crv: 'P-256',
    x: point.subarray(1, 33).toString('base64url'),
    y: point.subarray(33).toString('base64url'),
  };
  return importJWK(jwk, 'ES256');
}

/**
 * @param {string|undefined} header the Authorization header
 * @param {{origin: string, key: string|null}} expected `origin` with its port; `key` null when the subscription has none
 * @returns {Promise<import('jose').JWTPayload & {k: string}>} the claims, and the key that signed them
 */
export async function verifyVapid(header, { origin, key: expectedKey }) {
  const { token, key } = parseAuthorization(header);
  if (expectedKey !== null && key !== expectedKey) throw new VapidError('k is not the key of the subscription');
  let claims;
  try {
    const verified = await jwtVerify(token, await publicKey(key), {
      algorithms: ['ES256'],
      audience: origin,
      clockTolerance: CLOCK_TOLERANCE_S,
      requiredClaims: ['aud', 'exp', 'sub'],
    });
    claims = verified.payload;
  } catch (error) {
    if (error instanceof VapidError) throw error;
    throw new VapidError(`token refused: ${/** @type {Error} */ (error).message}`);
  }
  const now = Date.now() / 1000;
  if (Number(claims.exp) > now + LONGEST_LIFE_S + CLOCK_TOLERANCE_S) throw new VapidError('exp is more than 24 h away');
  if (!/^(mailto:|https:)/.test(String(claims.sub))) throw new VapidError('sub is neither mailto: nor https:');
  return { ...claims, k: key };
}
