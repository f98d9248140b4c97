/// The file on paper: the whole timeline, and what is folded on screen unfolded.
import { signal } from '@preact/signals';

/// Asked of the timeline: to bring everything, then to say so.
export const wholeTimeline = signal<(() => Promise<void>) | null>(null);

/// Two draws: what came is on the page.
const drawn = () =>
  new Promise<void>((resolve) => requestAnimationFrame(() => requestAnimationFrame(() => resolve())));

export async function printFile(): Promise<void> {
  await wholeTimeline.value?.();
  await drawn();
  window.print();
}

/// Folded parts do not print. Those that were shut are shut again afterwards.
export function unfoldForPrint(): () => void {
  let opened: HTMLDetailsElement[] = [];
  const before = () => {
    opened = [...document.querySelectorAll<HTMLDetailsElement>('.person details:not([open])')];
    for (const part of opened) part.open = true;
  };
  const after = () => {
    for (const part of opened) part.open = false;
    opened = [];
  };
  addEventListener('beforeprint', before);
  addEventListener('afterprint', after);
  return () => {
    removeEventListener('beforeprint', before);
    removeEventListener('afterprint', after);
  };
}
