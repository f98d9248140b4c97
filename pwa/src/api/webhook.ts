/// The federation's webhook: what it hears of, and the secret that signs it. `areas/settings/Webhook`.
import { authorised } from './authorised';
import type { components } from './schema';

type S = components['schemas'];

export type Webhook = S['WebhookView'];

export const webhookApi = {
  read: () => authorised<Webhook>('GET', '/api/webhook'),
  save: ({ version, url, enabled, kinds }: Webhook) =>
    authorised<Webhook>('PUT', '/api/webhook', { version, url, enabled, kinds }),
  /// Said once; the one before signs beside it for a day.
  newSecret: () => authorised<S['NewSecret']>('POST', '/api/webhook/secret'),
  test: () => authorised<S['WebhookTest']>('POST', '/api/webhook/test'),
};
