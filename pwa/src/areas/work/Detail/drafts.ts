/// What is typed and chosen in the forms of an alert. It survives a closed form, another alert, a refusal, and signing in again after
/// the session ended; it goes once the server has said yes, or with the person whose it is. Kept by alert, form and field.
import { effect } from '@preact/signals';
import { useState } from 'preact/hooks';
import { typedTexts } from '../../../app/update';
import { user } from '../../../session/session';

const kept = new Map<string, unknown>();
/// Those of them that hold words somebody typed.
const typed = new Set<string>();
const keyOf = (place: string, form: string, field: string) => `${place}/${form}/${field}`;

export function keep(place: string, form: string, field: string, value: unknown): void {
  kept.set(keyOf(place, form, field), value);
}

/// A text somebody types: the app is not started anew over it.
export function keepText(place: string, form: string, field: string, text: string): void {
  const key = keyOf(place, form, field);
  kept.set(key, text);
  if (text.trim() === '') typed.delete(key);
  else typed.add(key);
  typedTexts.value = typed.size;
}

export function keptText(place: string, form: string, field = 'text'): string {
  const value = kept.get(keyOf(place, form, field));
  return typeof value === 'string' ? value : '';
}

function drop(beginning: string): void {
  for (const key of [...kept.keys()]) {
    if (!key.startsWith(beginning)) continue;
    kept.delete(key);
    typed.delete(key);
  }
  typedTexts.value = typed.size;
}

export const dropDraft = (place: string, form: string): void => drop(`${place}/${form}/`);

/// Nothing of one person's work waits for the next one at this desk.
let owner: string | null = null;
effect(() => {
  const now = user.value?.id ?? null;
  if (now === owner) return;
  owner = now;
  drop('');
});

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

export function useKeptText(place: string, form: string, field: string, initial = '') {
  const [text, setText] = useState(() => {
    const key = keyOf(place, form, field);
    return kept.has(key) ? keptText(place, form, field) : initial;
  });
  const change = (next: string) => {
    keepText(place, form, field, next);
    setText(next);
  };
  return [text, change] as const;
}
