/// A new version waits: it is offered, never forced, and never while a rating is open or a typed text waits. Left alone, it
/// starts by itself at the next cold start, as the browser does when no page of the old version is left.
import { signal } from '@preact/signals';
import { workerUrl } from './trusted';

/// The new version is installed and waits.
export const updateReady = signal(false);
/// The id of the rating being filled in on this page, if one is open.
export const openDraft = signal<string | null>(null);
/// How many texts wait in forms of this page, typed and not yet sent.
export const typedTexts = signal(0);

/// Nothing on this page would be lost by starting it anew.
export const mayRestart = (): boolean => openDraft.value === null && typedTexts.value === 0;

/// "Later" asks again after this long.
const ASK_AGAIN_MS = 2 * 3600 * 1000;
/// A page left open looks for a new version at this pace.
const LOOK_MS = 3600 * 1000;

let apply: (() => void) | null = null;

export async function registerWorker(): Promise<void> {
  if (!('serviceWorker' in navigator) || import.meta.env.DEV) return;
  const { Workbox } = await import('workbox-window');
  const workbox = new Workbox(workerUrl(), { updateViaCache: 'none' });
  workbox.addEventListener('waiting', () => {
    updateReady.value = true;
  });
  let asked = false;
  apply = () => {
    asked = true;
    workbox.messageSkipWaiting();
  };
  workbox.addEventListener('controlling', () => {
    if (asked) location.reload();
  });
  await workbox.register().catch(() => undefined);
  setInterval(() => void workbox.update().catch(() => undefined), LOOK_MS);
}

export function updateNow(): void {
  if (mayRestart()) apply?.();
}

export function updateLater(): void {
  updateReady.value = false;
  setTimeout(() => {
    updateReady.value = true;
  }, ASK_AGAIN_MS);
}
