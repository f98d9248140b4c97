/// Listening for keys. `useGo` runs on every page of the area, before the page's own keys.
import { useEffect, useRef } from 'preact/hooks';
import { useLocation } from 'preact-iso';
import { user } from '../../session/session';
import { placesOf } from '../nav/places';
import { type Command, commandOf, GoKeys, keysOn, whereIs } from './keys';

/// A dialog has the keyboard to itself.
const off = (event: KeyboardEvent) =>
  !keysOn.value || event.defaultPrevented || document.querySelector('dialog[open]') !== null;

/// Whether the menu of this person has the page.
export const leadsTo = (page: string): boolean =>
  placesOf(user.value?.role ?? 'coordinator').some((place) => place.href === page);

/// Runs a page's commands; the newest `run` counts.
export function useCommands(run: (command: Command) => void): void {
  const latest = useRef(run);
  latest.current = run;
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (off(event)) return;
      const command = commandOf(event, whereIs(event.target));
      if (!command) return;
      event.preventDefault();
      latest.current(command);
    };
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  }, []);
}

/// `g` and a letter go to a page; `?` shows the keys, from anywhere in the area.
export function useGo(help: () => void): void {
  const { route } = useLocation();
  const latest = useRef({ route, help });
  latest.current = { route, help };
  useEffect(() => {
    const keys = new GoKeys(leadsTo);
    const onKey = (event: KeyboardEvent) => {
      if (off(event)) return;
      const where = whereIs(event.target);
      const went = keys.press(event, where, Date.now());
      if (went === null && commandOf(event, where) !== 'help') return;
      event.preventDefault();
      if (went === null) latest.current.help();
      else if (went !== 'wait') latest.current.route(went.page);
    };
    document.addEventListener('keydown', onKey, true);
    return () => document.removeEventListener('keydown', onKey, true);
  }, []);
}
