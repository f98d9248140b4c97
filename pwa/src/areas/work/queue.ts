/// The list as data. Rows never move or appear under the pointer: what is on screen changes in place, what is new
/// waits in `pending` until asked for. Pure; `live.ts` feeds it.
import type { AlertItem } from '../../api/types';

export type Queue = {
  items: AlertItem[];
  pending: AlertItem[];
  /// Ids that left this user's scope: still shown, greyed, until the next load.
  gone: ReadonlySet<string>;
};

export const EMPTY: Queue = { items: [], pending: [], gone: new Set() };

const without = (list: AlertItem[], id: string) => list.filter((item) => item.id !== id);

/// `fits`: whether the item belongs under the present filter.
export function receive(queue: Queue, item: AlertItem, fits: boolean): Queue {
  const known = queue.items.find((other) => other.id === item.id);
  if (known) {
    // An older version, late on the wire or from the list we just asked for, changes nothing.
    if (known.version > item.version) return queue;
    return {
      ...queue,
      items: queue.items.map((other) => (other.id === item.id ? item : other)),
      gone: new Set([...queue.gone].filter((id) => id !== item.id)),
    };
  }
  const others = without(queue.pending, item.id);
  return { ...queue, pending: fits ? [...others, item] : others };
}

export function remove(queue: Queue, id: string): Queue {
  const listed = queue.items.some((item) => item.id === id);
  return {
    ...queue,
    pending: without(queue.pending, id),
    gone: listed ? new Set([...queue.gone, id]) : queue.gone,
  };
}

/// A list just loaded. Items that arrived over the stream meanwhile, in a newer version, win. `before` is the queue as it was when the
/// list was asked for: what the stream brought since, the server may not have known when it read the list.
export function loaded(queue: Queue, items: AlertItem[], before: Queue = queue): Queue {
  const newer = new Map([...queue.items, ...queue.pending].map((item) => [item.id, item]));
  const merged = items.map((item) => {
    const other = newer.get(item.id);
    return other && other.version > item.version ? other : item;
  });
  const listed = new Set(items.map((item) => item.id));
  const since = queue.pending.filter((item) => !before.pending.includes(item) && !listed.has(item.id));
  const goneSince = [...queue.gone].filter((id) => !before.gone.has(id));
  return { items: merged, pending: since, gone: new Set(goneSince) };
}

export function appended(queue: Queue, items: AlertItem[]): Queue {
  const known = new Set(queue.items.map((item) => item.id));
  const fresh = items.filter((item) => !known.has(item.id));
  const added = new Set(fresh.map((item) => item.id));
  return {
    ...queue,
    items: [...queue.items, ...fresh],
    pending: queue.pending.filter((item) => !added.has(item.id)),
  };
}

/// What a poll found while the stream was down: known ones change in place, the others wait.
export function polled(queue: Queue, items: AlertItem[]): Queue {
  return items.reduce((next, item) => receive(next, item, true), queue);
}

export function neighbour(queue: Queue, id: string | null, step: 1 | -1): string | null {
  const at = queue.items.findIndex((item) => item.id === id);
  if (at < 0) return (step === 1 ? queue.items[0] : queue.items.at(-1))?.id ?? null;
  return queue.items[at + step]?.id ?? queue.items[at]?.id ?? null;
}
