/// One short message at a time, with at most one button, gone after ten seconds.
import { signal } from '@preact/signals';

export const TOAST_MS = 10_000;

export type Toast = { text: string; tone: 'ok' | 'bad'; action?: { label: string; run: () => void } };

export const toast = signal<Toast | null>(null);
let timer: ReturnType<typeof setTimeout> | undefined;

export function showToast(next: Toast): void {
  clearTimeout(timer);
  toast.value = next;
  timer = setTimeout(hideToast, TOAST_MS);
}

export function hideToast(): void {
  clearTimeout(timer);
  toast.value = null;
}

/// Runs the button of the message on screen, if any: the `u` key.
export function runToastAction(): void {
  const run = toast.value?.action?.run;
  hideToast();
  run?.();
}
