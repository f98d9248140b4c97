import { afterEach, beforeEach, expect, test } from 'vitest';
import type { User } from '../../../api/types';
import { mayRestart, openDraft } from '../../../app/update';
import { user } from '../../../session/session';
import { leaveWork } from '../leave';
import { dropDraft, keep, keepText, keptText } from './drafts';

const alice = { id: 'alice', name: 'Alice' } as User;

beforeEach(() => {
  user.value = alice;
});
afterEach(() => {
  user.value = null;
});

test('what was typed when the session ended is there after the same person signs in again', () => {
  keepText('a', 'note', 'text', 'Appelée ce matin.');
  // The area gives way to the door, and the same person comes back with a new session.
  leaveWork();
  user.value = { ...alice };
  expect(keptText('a', 'note')).toBe('Appelée ce matin.');
});

test('it goes with the person whose it is', () => {
  keepText('a', 'note', 'text', 'Appelée ce matin.');
  user.value = { id: 'bea', name: 'Béa' } as User;
  expect(keptText('a', 'note')).toBe('');
  keepText('a', 'note', 'text', 'De Béa.');
  user.value = null;
  user.value = { id: 'bea', name: 'Béa' } as User;
  expect(keptText('a', 'note')).toBe('');
});

test('the app is not started anew over typed text, but over what was only chosen', () => {
  keep('a', 'action', 'kind', 'meal_delivery');
  expect(mayRestart()).toBe(true);
  keepText('a', 'note', 'text', 'Appelée');
  expect(mayRestart()).toBe(false);
  keepText('a', 'note', 'text', '  ');
  expect(mayRestart()).toBe(true);
  keepText('a', 'note', 'text', 'Appelée');
  dropDraft('a', 'note');
  expect(mayRestart()).toBe(true);
  openDraft.value = 'rating';
  expect(mayRestart()).toBe(false);
  openDraft.value = null;
});
