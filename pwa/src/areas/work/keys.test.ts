import { describe, expect, test } from 'vitest';
import { commandOf, GO_MS, GoKeys, HELP, helpGo } from './keys';

const press = (key: string, over = {}) => ({ key, ctrlKey: false, metaKey: false, altKey: false, ...over });

test.each([
  ['j', 'next'],
  ['k', 'previous'],
  ['Enter', 'open'],
  ['Escape', 'back'],
  ['a', 'take'],
  ['x', 'select'],
  ['f', 'follow_up'],
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

  test('of a focused link, which owns Enter; the arrows go on along the rows', () => {
    expect(commandOf(press('Enter'), 'link')).toBeNull();
    expect(commandOf(press('ArrowDown'), 'link')).toBe('next');
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

const everywhere = () => true;

describe('g and a letter', () => {
  test.each([
    ['q', '/alertes'],
    ['s', '/suivis'],
    ['c', '/suppleance'],
    ['i', '/impact'],
  ])('g %s goes to %s', (letter, page) => {
    const keys = new GoKeys(everywhere);
    expect(keys.press(press('g'), 'page', 0)).toBe('wait');
    expect(keys.press(press(letter), 'control', 200)).toEqual({ page });
    expect(keys.press(press(letter), 'page', 300)).toBeNull();
  });

  test('go nowhere when the second comes too late, is another one, or is typed', () => {
    const keys = new GoKeys(everywhere);
    keys.press(press('g'), 'page', 0);
    expect(keys.press(press('s'), 'page', GO_MS + 1)).toBeNull();
    keys.press(press('g'), 'page', 0);
    expect(keys.press(press('j'), 'page', 1)).toBeNull();
    expect(keys.press(press('s'), 'page', 2)).toBeNull();
    keys.press(press('g'), 'page', 0);
    expect(keys.press(press('s'), 'text', 1)).toBeNull();
    expect(keys.press(press('g', { ctrlKey: true }), 'page', 1)).toBeNull();
  });

  test('lead only where the menu leads, and the help says no more than that', () => {
    const coordinator = (page: string) => page !== '/impact';
    const keys = new GoKeys(coordinator);
    keys.press(press('g'), 'page', 0);
    expect(keys.press(press('i'), 'page', 1)).toBeNull();
    expect(helpGo(coordinator).map(([both]) => both)).toEqual(['g q', 'g s', 'g c']);
    expect(helpGo(everywhere)).toHaveLength(4);
  });
});
