/// The federation's webhook: what it hears of, and the secret that signs it. `areas/settings/Webhook`.
import { authorised } from './authorised';

export type Webhook = {
  version: number;
  url: string | null;
  enabled: boolean;
  kinds: string[];
  /// A secret was made; which one, only its maker saw.
  has_secret: boolean;
  secret_made_at: string | null;
};

export const webhookApi = {
  read: () => authorised<Webhook>('GET', '/api/webhook'),
  save: ({ version, url, enabled, kinds }: Webhook) =>
    authorised<Webhook>('PUT', '/api/webhook', { version, url, enabled, kinds }),
  /// Said once; the one before signs beside it for a day.
  newSecret: () => authorised<{ secret: string }>('POST', '/api/webhook/secret'),
  test: () => authorised<unknown>('POST', '/api/webhook/test'),
};
