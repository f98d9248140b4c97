/// The service worker. It only wires: precache and navigation are Workbox's, sending is the outbox's own code,
/// what a push says is read in `push/payload.ts`, that it was shown is told by `push/receipts.ts`. It never answers for `/api/`.
///
/// Kill switch: should a worker ever go wrong, publish one whose whole body is
/// `self.registration.unregister()`; browsers fetch it past every cache (`updateViaCache: 'none'`).
import { cleanupOutdatedCaches, createHandlerBoundToURL, precacheAndRoute } from 'workbox-precaching';
import { NavigationRoute, registerRoute } from 'workbox-routing';
import { ownAddress, readPayload, type Shown } from '../push/payload';
import { report } from '../push/receipts';
import { subscribeAgain } from '../push/worker';
import { SERVER_ADDRESSES } from './addresses';
import { sendFromWorker } from './send';
import { bringAlong, dropOthers, usedCache } from './used';

declare const self: ServiceWorkerGlobalScope & {
  __WB_MANIFEST: (string | { url: string; revision: string | null })[];
};
/// As `vite.config.ts` writes them.
type Listed = { url: string; revision: string | null; later?: string };
type SyncEvent = ExtendableEvent & { tag: string };

const files = self.__WB_MANIFEST as Listed[];
precacheAndRoute(files.filter(({ later }) => !later));
cleanupOutdatedCaches();
registerRoute(
  new NavigationRoute(createHandlerBoundToURL('/index.html'), { denylist: [...SERVER_ADDRESSES] }),
);

/// Areas that are not precached are kept once they were used. The page names all its files, so its own fingerprint is the version's.
const USED = usedCache(files.find(({ url }) => url === 'index.html')?.revision ?? '');
registerRoute(
  ({ url, sameOrigin }) => sameOrigin && url.pathname.startsWith('/assets/'),
  async ({ request }) => {
    const cache = await caches.open(USED);
    const kept = await cache.match(request);
    if (kept) return kept;
    const answer = await fetch(request);
    if (answer.ok) await cache.put(request, answer.clone()).catch(() => undefined);
    return answer;
  },
);
self.addEventListener('install', (event) => {
  const wanted = files.flatMap(({ url, later }) => (later ? [{ url, later }] : []));
  event.waitUntil(bringAlong(caches, USED, wanted));
});
self.addEventListener('activate', (event) => event.waitUntil(dropOthers(caches, USED)));

self.addEventListener('message', (event) => {
  if ((event.data as { type?: unknown } | null)?.type === 'SKIP_WAITING') void self.skipWaiting();
});

self.addEventListener('push', (event) => {
  const shown = readPayload(event.data?.text() ?? null, self.location.origin);
  event.waitUntil(show(shown));
});

/// Shown first; then the server is told that it was, which may fail without anybody noticing.
async function show({ title, options, receipt }: Shown): Promise<void> {
  await self.registration.showNotification(title, options);
  if (receipt) await report(receipt).catch(() => undefined);
}

self.addEventListener('notificationclick', (event) => {
  event.notification.close();
  const data = event.notification.data as { navigate?: unknown } | null;
  event.waitUntil(openAt(ownAddress(data?.navigate, self.location.origin)));
});

/// An open window is brought to the front and led there; otherwise a new one is opened.
async function openAt(address: string): Promise<void> {
  const windows = await self.clients.matchAll({ type: 'window', includeUncontrolled: true });
  const same = windows.find((client) => client.url === address);
  const chosen = same ?? windows[0];
  if (!chosen) {
    await self.clients.openWindow(address);
    return;
  }
  await chosen.focus().catch(() => undefined);
  // The page follows by itself, so that a rating being filled in is not thrown away by a reload.
  if (!same) chosen.postMessage({ type: 'NAVIGATE', url: address });
}

self.addEventListener('pushsubscriptionchange', (event) => {
  (event as ExtendableEvent).waitUntil(subscribeAgain(self.registration));
});

self.addEventListener('sync', (event) => {
  if ((event as SyncEvent).tag === 'vigie-outbox') (event as SyncEvent).waitUntil(sendFromWorker());
});
