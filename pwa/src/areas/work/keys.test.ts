import { describe, expect, test } from 'vitest';
import { commandOf, HELP } from './keys';

const press = (key: string, over = {}) => ({ key, ctrlKey: false, metaKey: false, altKey: false, ...over });

test.each([
  ['j', 'next'],
  ['k', 'previous'],
  ['Enter', 'open'],
  ['Escape', 'back'],
  ['a', 'take'],
  ['n', 'note'],
  ['t', 'action'],
  ['v', 'snooze'],
  ['e', 'close'],
  ['u', 'undo'],
  ['r', 'reload'],
  ['/', 'search'],
  ['?', 'help'],
])('%s means %s', (key, command) => {
  expect(commandOf(press(key), 'page')).toBe(command);
});

test('no command needs a digit, which needs Shift on AZERTY', () => {
  for (const digit of '0123456789') expect(commandOf(press(digit), 'page')).toBeNull();
});

describe('keys stay out of the way', () => {
  test('of typing, but for Escape', () => {
    for (const key of ['j', 'a', '/', 'Enter']) expect(commandOf(press(key), 'text')).toBeNull();
    expect(commandOf(press('Escape'), 'text')).toBe('back');
  });

  test('of a focused control, which owns Enter and the arrows', () => {
    for (const key of ['Enter', 'ArrowDown', 'ArrowUp']) expect(commandOf(press(key), 'control')).toBeNull();
    expect(commandOf(press('j'), 'control')).toBe('next');
  });

  test('of the browser’s own shortcuts', () => {
    for (const held of ['ctrlKey', 'metaKey', 'altKey'])
      expect(commandOf(press('r', { [held]: true }), 'page')).toBeNull();
  });
});

test('the help names each command once', () => {
  expect(new Set(HELP.map(([, word]) => word)).size).toBe(HELP.length);
  const told = HELP.map(([keys]) =>
    commandOf(press(keys.split(' ')[0]?.replace('Esc', 'Escape') ?? ''), 'page'),
  );
  expect(told).not.toContain(null);
});
