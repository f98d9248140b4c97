/// What is typed and chosen in the forms of an alert. It survives a closed form, another alert, and a refusal; it goes once
/// the server has said yes. Kept by alert, form and field.
import { useState } from 'preact/hooks';

const kept = new Map<string, unknown>();
const keyOf = (place: string, form: string, field: string) => `${place}/${form}/${field}`;

export function keep(place: string, form: string, field: string, value: unknown): void {
  kept.set(keyOf(place, form, field), value);
}

export function keptText(place: string, form: string, field = 'text'): string {
  const value = kept.get(keyOf(place, form, field));
  return typeof value === 'string' ? value : '';
}

export function dropDraft(place: string, form: string): void {
  for (const key of [...kept.keys()]) if (key.startsWith(`${place}/${form}/`)) kept.delete(key);
}

export const forgetDrafts = (): void => kept.clear();

/// Made once and kept: the id of something that must not be made twice when an answer is lost.
export function keptOnce(place: string, form: string, field: string, make: () => string): string {
  const found = keptText(place, form, field) || make();
  keep(place, form, field, found);
  return found;
}

/// A form's field that is kept. The type of a field never changes, so what was kept is what was put there.
export function useKept<T>(place: string, form: string, field: string, initial: T) {
  const key = keyOf(place, form, field);
  const [value, setValue] = useState<T>(() => (kept.has(key) ? (kept.get(key) as T) : initial));
  const change = (next: T) => {
    kept.set(key, next);
    setValue(next);
  };
  return [value, change] as const;
}
