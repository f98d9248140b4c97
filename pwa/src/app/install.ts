/// Chromium offers once, early, to install the app: kept for the pages that have a button for it.
import { signal } from '@preact/signals';

type Offer = Event & { prompt(): Promise<unknown> };

export const installOffer = signal<Offer | null>(null);

addEventListener('beforeinstallprompt', (event) => {
  event.preventDefault();
  installOffer.value = event as Offer;
});
addEventListener('appinstalled', () => {
  installOffer.value = null;
});

/// An offer can be taken up once.
export async function install(): Promise<void> {
  const offer = installOffer.value;
  installOffer.value = null;
  await offer?.prompt().catch(() => undefined);
}
