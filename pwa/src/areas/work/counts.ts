/// How many alerts stand where: beside the scopes and filters. Asked again when something changes, but not at each change.
import { signal } from '@preact/signals';
import { type Counts, triage } from '../../api/triage';

export const counts = signal<Counts | null>(null);

/// Long enough for a bulk action to come through the stream as one change.
const PAUSE_MS = 1_500;
let timer: ReturnType<typeof setTimeout> | undefined;

export async function loadCounts(): Promise<void> {
  clearTimeout(timer);
  timer = undefined;
  const answer = await triage.counts();
  // Old figures are better than none, and the list says itself when the line is down.
  if (answer.ok) counts.value = answer.data;
}

export function countSoon(): void {
  timer ??= setTimeout(() => void loadCounts(), PAUSE_MS);
}

export function forgetCounts(): void {
  clearTimeout(timer);
  timer = undefined;
  counts.value = null;
}
