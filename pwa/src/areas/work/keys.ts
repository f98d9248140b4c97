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
  | 'snooze'
  | 'close'
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
  a: 'take',
  n: 'note',
  t: 'action',
  v: 'snooze',
  e: 'close',
  u: 'undo',
  r: 'reload',
  '/': 'search',
  '?': 'help',
};

/// For the help dialog: each command once, with what to press.
export const HELP: [string, Key][] = [
  ['j ↓', 'work.key.next'],
  ['k ↑', 'work.key.previous'],
  ['Enter', 'work.key.open'],
  ['Esc', 'work.key.back'],
  ['a', 'work.key.take'],
  ['n', 'work.key.note'],
  ['t', 'work.key.action'],
  ['v', 'work.key.snooze'],
  ['e', 'work.key.close'],
  ['u', 'work.key.undo'],
  ['r', 'work.key.reload'],
  ['/', 'work.key.search'],
  ['?', 'work.key.help'],
];

/// What the focus is on, as far as keys care.
export type Where = 'text' | 'control' | 'page';
type Press = { key: string; ctrlKey: boolean; metaKey: boolean; altKey: boolean };

/// Escape leaves a text field too; Enter, space and arrows on a button, link or list belong to it.
export function commandOf(press: Press, where: Where): Command | null {
  if (press.ctrlKey || press.metaKey || press.altKey) return null;
  const command = KEYS[press.key] ?? null;
  if (where === 'text') return command === 'back' ? command : null;
  if (where === 'control' && (command === 'open' || press.key.startsWith('Arrow'))) return null;
  return command;
}

export function whereIs(target: EventTarget | null): Where {
  if (!(target instanceof Element)) return 'page';
  if (target.closest('input:not([type=checkbox],[type=radio]), textarea, [contenteditable]')) return 'text';
  if (target.closest('a, button, select, summary, input, [role=img][tabindex]')) return 'control';
  return 'page';
}

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
