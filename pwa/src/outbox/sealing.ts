/// What is written about persons on a phone is sealed first: AES-GCM, under a key that scripts can use and not read (`db.ts` keeps
/// it). What is sealed is bound to its place, so that nothing opens under another name. Pure but for randomness.
export type Sealed = { iv: Uint8Array<ArrayBuffer>; data: ArrayBuffer };

const utf8 = new TextEncoder();

const cipher = (iv: Uint8Array<ArrayBuffer>, place: string) => ({
  name: 'AES-GCM',
  iv,
  additionalData: utf8.encode(place),
});

export const newKey = (): Promise<CryptoKey> =>
  crypto.subtle.generateKey({ name: 'AES-GCM', length: 256 }, false, ['encrypt', 'decrypt']);

export async function sealed(key: CryptoKey, place: string, value: unknown): Promise<Sealed> {
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const data = await crypto.subtle.encrypt(cipher(iv, place), key, utf8.encode(JSON.stringify(value)));
  return { iv, data };
}

/// Rejects when it was sealed under another key, for another place, or was altered.
export async function opened<T>(key: CryptoKey, place: string, { iv, data }: Sealed): Promise<T> {
  const plain = await crypto.subtle.decrypt(cipher(iv, place), key, data);
  return JSON.parse(new TextDecoder().decode(plain)) as T;
}
