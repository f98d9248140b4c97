/// Single keys of the planner, beside its buttons: j/k along the cards, e done, v move, u undo. They follow the
/// switch of the queue's keys and are matched on `event.key`, like those.
import { useEffect } from 'preact/hooks';
import type { Key } from '../../i18n';
import { runToastAction } from '../../ui/Toast/toast';
import { keysOn, whereIs } from '../work/keys';
import { reload } from './store';

const cards = () => [...document.querySelectorAll<HTMLElement>('[data-follow]')];
const current = () => document.activeElement?.closest<HTMLElement>('[data-follow]') ?? null;

function step(by: 1 | -1): void {
  const all = cards();
  const here = current();
  const at = here ? all.indexOf(here) + by : by === 1 ? 0 : all.length - 1;
  const wanted = all[Math.min(all.length - 1, Math.max(0, at))];
  const target = wanted?.matches('[tabindex]') ? wanted : wanted?.querySelector<HTMLElement>('button');
  target?.focus();
  wanted?.scrollIntoView({ block: 'nearest' });
}

const press = (name: string) => {
  const card = current();
  const button =
    card?.querySelector<HTMLElement>(`[data-do=${name}]`) ??
    card?.querySelector<HTMLElement>('[data-do=open]');
  button?.click();
};

const KEYS: Record<string, () => void> = {
  j: () => step(1),
  k: () => step(-1),
  e: () => press('done'),
  v: () => press('move'),
  n: () => document.querySelector<HTMLElement>('[data-plan=new]')?.click(),
  u: runToastAction,
  r: () => void reload(),
};

/// For the help dialog: each once, with what to press.
export const PLAN_HELP: [string, Key][] = [
  ['j', 'plan.key.next'],
  ['k', 'plan.key.previous'],
  ['e', 'plan.key.done'],
  ['v', 'plan.key.move'],
  ['n', 'plan.key.new'],
  ['u', 'work.key.undo'],
  ['r', 'plan.key.reload'],
  ['?', 'work.key.help'],
];

/// Pages with nothing to walk along still undo.
const UNDO = { u: runToastAction };

function useKeys(keys: Record<string, () => void>): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (!keysOn.value || event.defaultPrevented || document.querySelector('dialog[open]')) return;
      if (event.ctrlKey || event.metaKey || event.altKey || whereIs(event.target) === 'text') return;
      const run = keys[event.key];
      if (!run) return;
      event.preventDefault();
      run();
    };
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  }, [keys]);
}

export const usePlanKeys = () => useKeys(KEYS);
export const useUndoKey = () => useKeys(UNDO);
