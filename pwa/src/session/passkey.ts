/// Passkeys: what the server sends as base64url text, the browser wants as bytes, and back. Browsers of our floor have no helper for
/// it (`parseRequestOptionsFromJSON` came later).
type Json = Record<string, unknown>;

export function toBytes(text: string): Uint8Array<ArrayBuffer> {
  const plain = atob(text.replace(/-/g, '+').replace(/_/g, '/'));
  return Uint8Array.from(plain, (char) => char.charCodeAt(0));
}

export function toText(bytes: ArrayBuffer): string {
  const plain = Array.from(new Uint8Array(bytes), (byte) => String.fromCharCode(byte)).join('');
  return btoa(plain).replace(/\+/g, '-').replace(/\//g, '_').replace(/=+$/, '');
}

/// Some servers wrap the options as the browser's own call does.
const inner = (options: unknown): Json => {
  const given = options as Json;
  return (given.publicKey ?? given) as Json;
};
const descriptors = (list: unknown): PublicKeyCredentialDescriptor[] =>
  ((list ?? []) as { id: string; type: 'public-key' }[]).map((one) => ({ ...one, id: toBytes(one.id) }));

export const canUsePasskeys = (): boolean => 'PublicKeyCredential' in globalThis;

export function requestOptions(options: unknown): PublicKeyCredentialRequestOptions {
  const given = inner(options);
  return {
    ...given,
    challenge: toBytes(given.challenge as string),
    allowCredentials: descriptors(given.allowCredentials),
  };
}

export function creationOptions(options: unknown): PublicKeyCredentialCreationOptions {
  const given = inner(options) as unknown as PublicKeyCredentialCreationOptions;
  const user = given.user as unknown as Json;
  return {
    ...given,
    challenge: toBytes(given.challenge as unknown as string),
    user: { ...given.user, id: toBytes(user.id as string) },
    excludeCredentials: descriptors(given.excludeCredentials),
  };
}

const common = (credential: PublicKeyCredential) => ({
  id: credential.id,
  rawId: toText(credential.rawId),
  type: credential.type,
  extensions: credential.getClientExtensionResults(),
});

/// Shows that one has a passkey. Rejects when the person gives up, or there is none.
export async function showPasskey(options: unknown): Promise<unknown> {
  const found = (await navigator.credentials.get({
    publicKey: requestOptions(options),
  })) as PublicKeyCredential;
  const answer = found.response as AuthenticatorAssertionResponse;
  return {
    ...common(found),
    response: {
      authenticatorData: toText(answer.authenticatorData),
      clientDataJSON: toText(answer.clientDataJSON),
      signature: toText(answer.signature),
      userHandle: answer.userHandle ? toText(answer.userHandle) : null,
    },
  };
}

/// Makes one on this device. Rejects when the person gives up.
export async function makePasskey(options: unknown): Promise<unknown> {
  const made = (await navigator.credentials.create({
    publicKey: creationOptions(options),
  })) as PublicKeyCredential;
  const answer = made.response as AuthenticatorAttestationResponse;
  return {
    ...common(made),
    response: {
      attestationObject: toText(answer.attestationObject),
      clientDataJSON: toText(answer.clientDataJSON),
      transports: answer.getTransports?.() ?? [],
    },
  };
}
