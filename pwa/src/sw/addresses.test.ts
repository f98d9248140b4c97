import { expect, test } from 'vitest';
import { SERVER_ADDRESSES } from './addresses';

const ofServer = (path: string) => SERVER_ADDRESSES.some((address) => address.test(path));

test('what the server answers itself is never the app’s page', () => {
  for (const path of ['/api/oidc/start', '/healthz', '/readyz', '/metrics', '/calendrier/abc.ics']) {
    expect(ofServer(path), path).toBe(true);
  }
});

test('pages of the app are the app’s, also without network', () => {
  for (const path of ['/', '/alertes/1', '/visite-libre', '/bienvenue', '/v/ABCD', '/suivis']) {
    expect(ofServer(path), path).toBe(false);
  }
});
