/// The one Trusted Types policy. It lets through exactly one script address: our own service worker.
const WORKER = '/sw.js';

type Policy = { createScriptURL(url: string): unknown };
type Factory = { createPolicy(name: string, rules: { createScriptURL(url: string): string }): Policy };

export function workerUrl(): string {
  const factory = (globalThis as { trustedTypes?: Factory }).trustedTypes;
  if (!factory) return WORKER;
  const policy = factory.createPolicy('vigie', {
    createScriptURL(url) {
      if (url !== WORKER) throw new TypeError('only the service worker is a trusted script');
      return url;
    },
  });
  // The platform takes the trusted object where the types still say string.
  return policy.createScriptURL(WORKER) as string;
}
