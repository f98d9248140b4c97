/// Single keys of the queue. Matched on `event.key`, so that they sit where the letter is on any keyboard; no digits,
/// which need Shift on AZERTY. They can be switched off (WCAG 2.1.4). To add one: a line here and a word for it.
import { signal } from '@preact/signals';
import type { Key } from '../../i18n';

export type Command =
  | 'next'
  | 'previous'
  | 'open'
  | 'back'
  | 'take'
  | 'note'
  | 'action'
  | 'follow_up'
  | 'snooze'
  | 'close'
  | 'select'
  | 'undo'
  | 'reload'
  | 'search'
  | 'help';

const KEYS: Record<string, Command> = {
  j: 'next',
  ArrowDown: 'next',
  k: 'previous',
  ArrowUp: 'previous',
  Enter: 'open',
  Escape: 'back',
  x: 'select',
  a: 'take',
  n: 'note',
  t: 'action',
  f: 'follow_up',
  v: 'snooze',
  e: 'close',
  u: 'undo',
  r: 'reload',
  '/': 'search',
  '?': 'help',
};

/// After `g`: where to go, if one's menu leads there.
const PLACES: Record<string, string> = { q: '/alertes', s: '/suivis', c: '/suppleance', i: '/impact' };

/// For the help dialog: each command once, with what to press.
export const HELP: [string, Key][] = [
  ['j ↓', 'work.key.next'],
  ['k ↑', 'work.key.previous'],
  ['Enter', 'work.key.open'],
  ['Esc', 'work.key.back'],
  ['x', 'triage.key.select'],
  ['a', 'work.key.take'],
  ['n', 'work.key.note'],
  ['t', 'work.key.action'],
  ['f', 'triage.key.followUp'],
  ['v', 'work.key.snooze'],
  ['e', 'work.key.close'],
  ['u', 'work.key.undo'],
  ['r', 'work.key.reload'],
  ['/', 'work.key.search'],
  ['?', 'work.key.help'],
];
/// The same for the keys pressed one after the other, of those places that `leads` knows.
export function helpGo(leads: (page: string) => boolean): [string, Key][] {
  const words: Record<string, Key> = {
    q: 'triage.go.queue',
    s: 'triage.go.followUps',
    c: 'triage.go.cover',
    i: 'triage.go.impact',
  };
  return Object.entries(PLACES).flatMap(([key, page]): [string, Key][] => {
    const word = words[key];
    return word && leads(page) ? [[`g ${key}`, word]] : [];
  });
}

/// What the focus is on, as far as keys care.
export type Where = 'text' | 'control' | 'link' | 'page';
export type Press = { key: string; ctrlKey: boolean; metaKey: boolean; altKey: boolean };

const held = (press: Press) => press.ctrlKey || press.metaKey || press.altKey;

/// Escape leaves a text field too; Enter and arrows on a button or a list belong to it, Enter on a link.
export function commandOf(press: Press, where: Where): Command | null {
  if (held(press)) return null;
  const command = KEYS[press.key] ?? null;
  if (where === 'text') return command === 'back' ? command : null;
  if (where === 'link' && command === 'open') return null;
  if (where === 'control' && (command === 'open' || press.key.startsWith('Arrow'))) return null;
  return command;
}

/// How long `g` waits for the second key.
export const GO_MS = 1_500;

/// The two keys that go somewhere. Called with each key pressed; `page` when both have come, `wait` after the `g`.
export class GoKeys {
  #since: number | null = null;
  readonly #leads: (page: string) => boolean;

  constructor(leads: (page: string) => boolean) {
    this.#leads = leads;
  }

  press(press: Press, where: Where, now: number): { page: string } | 'wait' | null {
    const waiting = this.#since !== null && now - this.#since <= GO_MS;
    this.#since = null;
    if (where === 'text' || held(press)) return null;
    const page = waiting ? PLACES[press.key] : undefined;
    if (page && this.#leads(page)) return { page };
    if (press.key !== 'g') return null;
    this.#since = now;
    return 'wait';
  }
}

export function whereIs(target: EventTarget | null): Where {
  if (!(target instanceof Element)) return 'page';
  if (target.closest('input:not([type=checkbox],[type=radio]), select, textarea, [contenteditable]'))
    return 'text';
  if (target.closest('button, summary, input, [role=img][tabindex]')) return 'control';
  if (target.closest('a')) return 'link';
  return 'page';
}

/// Whether the list of keys is shown.
export const helpOpen = signal(false);

const STORED = 'vigie-keys';
const stored = () => {
  try {
    return localStorage.getItem(STORED) !== 'off';
  } catch {
    return true;
  }
};

export const keysOn = signal(typeof localStorage === 'undefined' ? true : stored());

export function switchKeys(on: boolean): void {
  keysOn.value = on;
  try {
    localStorage.setItem(STORED, on ? 'on' : 'off');
  } catch {
    // Private windows may refuse; the choice then lasts for this page.
  }
}
