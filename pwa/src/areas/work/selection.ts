/// The alerts chosen for one action on several: `x`, the box of a row, or shift and a click for all between. The pure part
/// is `between`; the signal holds ids, so that a row that changes stays chosen.
import { signal } from '@preact/signals';
import type { AlertItem } from '../../api/types';

export const selection = signal<ReadonlySet<string>>(new Set());
/// On a touch screen the boxes show once asked for: they would take the room of the words.
export const picking = signal(false);
/// Where the next shift-click reaches from.
let anchor: string | null = null;

/// The ids from one to the other, in the order of the list; the second alone when the first has left it.
export function between(items: Pick<AlertItem, 'id'>[], from: string | null, to: string): string[] {
  const start = items.findIndex((item) => item.id === from);
  const end = items.findIndex((item) => item.id === to);
  if (end < 0) return [];
  if (start < 0) return [to];
  return items.slice(Math.min(start, end), Math.max(start, end) + 1).map((item) => item.id);
}

export function toggleSelected(id: string): void {
  const next = new Set(selection.value);
  if (!next.delete(id)) next.add(id);
  anchor = id;
  selection.value = next;
}

export function selectTo(items: AlertItem[], id: string): void {
  selection.value = new Set([...selection.value, ...between(items, anchor, id)]);
  anchor = id;
}

export function select(ids: Iterable<string>): void {
  selection.value = new Set(ids);
}

export function clearSelection(): void {
  picking.value = false;
  anchor = null;
  if (selection.value.size > 0) selection.value = new Set();
}
