// An identity provider of the tests: OpenID Connect's code flow with PKCE, tokens signed with a key of its own. It lets in whoever it is
// told to, and keeps a note of what it was asked.
import { createHash, randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';

const CLIENT = 'vigie';
const ALGORITHM = 'ES256';
const KEY = 'one';

/**
 * @typedef {{subject: string, claims: Record<string, unknown>}} Somebody
 */
export class IdentityProvider {
  /** @type {Somebody|null} who signs in next; nobody: the provider refuses */
  somebody = null;
  /** What was wrong with what the server under test asked. @type {string[]} */
  complaints = [];
  /** @type {Map<string, {who: Somebody, nonce: string, challenge: string}>} */
  #codes = new Map();
  /** @type {CryptoKey} */
  #key;
  #published;
  #server = createServer((request, response) => {
    this.#answer(request, response).catch((error) => {
      this.complaints.push(String(error));
      response.writeHead(500).end();
    });
  });

  /** @param {CryptoKey} key @param {import('jose').JWK} published */
  constructor(key, published) {
    this.#key = key;
    this.#published = { ...published, kid: KEY, alg: ALGORITHM, use: 'sig' };
  }

  static async start() {
    const { privateKey, publicKey } = await generateKeyPair(ALGORITHM);
    const provider = new IdentityProvider(privateKey, await exportJWK(publicKey));
    await new Promise((resolve) => provider.#server.listen(0, '127.0.0.1', () => resolve(undefined)));
    return provider;
  }

  get issuer() {
    const { port } = /** @type {import('node:net').AddressInfo} */ (this.#server.address());
    return `http://127.0.0.1:${port}`;
  }

  /** What the server under test is told. */
  get settings() {
    return {
      VIGIE_OIDC_ISSUER: this.issuer,
      VIGIE_OIDC_CLIENT_ID: CLIENT,
      VIGIE_OIDC_NAME: 'Maison des soins',
      VIGIE_OIDC_LOGIN_CLAIM: 'preferred_username',
    };
  }

  async close() {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  /** @param {import('node:http').IncomingMessage} request @param {import('node:http').ServerResponse} response */
  async #answer(request, response) {
    const url = new URL(String(request.url), this.issuer);
    const json = (/** @type {unknown} */ body, status = 200) =>
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    switch (url.pathname) {
      case '/.well-known/openid-configuration':
        return json(this.#metadata());
      case '/keys':
        return json({ keys: [this.#published] });
      case '/authorize':
        return response.writeHead(302, { location: this.#authorize(url.searchParams) }).end();
      case '/token':
        return json(...(await this.#token(await formOf(request))));
      default:
        return response.writeHead(404).end();
    }
  }

  #metadata() {
    const { issuer } = this;
    return {
      issuer,
      authorization_endpoint: `${issuer}/authorize`,
      token_endpoint: `${issuer}/token`,
      jwks_uri: `${issuer}/keys`,
      response_types_supported: ['code'],
      subject_types_supported: ['public'],
      id_token_signing_alg_values_supported: [ALGORITHM],
      code_challenge_methods_supported: ['S256'],
    };
  }

  /** Signs somebody in without asking, or refuses. @param {URLSearchParams} query @returns {string} where the browser goes on */
  #authorize(query) {
    const [nonce, challenge] = [query.get('nonce'), query.get('code_challenge')];
    if (query.get('client_id') !== CLIENT || query.get('code_challenge_method') !== 'S256' || !nonce || !challenge) {
      this.complaints.push(`asked with ${query}`);
    }
    const back = new URL(String(query.get('redirect_uri')));
    back.searchParams.set('state', String(query.get('state')));
    if (this.somebody) {
      const code = randomUUID();
      this.#codes.set(code, { who: this.somebody, nonce: String(nonce), challenge: String(challenge) });
      back.searchParams.set('code', code);
    } else {
      back.searchParams.set('error', 'access_denied');
    }
    return back.href;
  }

  /** @param {URLSearchParams} form @returns {Promise<[object, number?]>} */
  async #token(form) {
    const code = String(form.get('code'));
    const found = this.#codes.get(code);
    this.#codes.delete(code);
    const shown = createHash('sha256').update(String(form.get('code_verifier'))).digest('base64url');
    if (!found || shown !== found.challenge) {
      this.complaints.push('a code that was spent, or without its verifier');
      return [{ error: 'invalid_grant' }, 400];
    }
    const token = await new SignJWT({ nonce: found.nonce, ...found.who.claims })
      .setProtectedHeader({ alg: ALGORITHM, kid: KEY })
      .setIssuer(this.issuer)
      .setAudience(CLIENT)
      .setSubject(found.who.subject)
      .setIssuedAt()
      .setExpirationTime('5m')
      .sign(this.#key);
    return [{ access_token: randomUUID(), token_type: 'Bearer', expires_in: 300, id_token: token }];
  }
}

/** @param {import('node:http').IncomingMessage} request */
async function formOf(request) {
  let text = '';
  for await (const part of request) text += part;
  return new URLSearchParams(text);
}
