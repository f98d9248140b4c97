import { expect, test } from 'vitest';
import { SseParser } from './sse';

const WIRE = 'id: 7\nevent: alert\ndata: {"a":1}\n\n: alive\n\nid: 8\ndata: one\ndata: two\n\n';
const EVENTS = [
  { id: '7', event: 'alert', data: '{"a":1}' },
  { id: '8', event: 'message', data: 'one\ntwo' },
];

test('reads events, joins data lines, skips comments', () => {
  expect(new SseParser().push(WIRE)).toEqual(EVENTS);
});

test.each(['\n', '\r\n', '\r'])('understands line ends %j, cut anywhere', (end) => {
  const wire = WIRE.replaceAll('\n', end);
  for (let cut = 1; cut < wire.length; cut++) {
    const parser = new SseParser();
    expect([...parser.push(wire.slice(0, cut)), ...parser.push(wire.slice(cut))]).toEqual(EVENTS);
  }
});

test('one character at a time gives the same', () => {
  const parser = new SseParser();
  expect([...WIRE.replaceAll('\n', '\r\n')].flatMap((char) => parser.push(char))).toEqual(EVENTS);
});

test('an event without its blank line is not complete', () => {
  const parser = new SseParser();
  expect(parser.push('data: half\n')).toEqual([]);
  expect(parser.push('\n')).toEqual([{ id: null, event: 'message', data: 'half' }]);
});

test('the id holds for the events that follow; a byte order mark and unknown fields are ignored', () => {
  const parser = new SseParser();
  expect(parser.push('\ufeffid: 3\ndata:x\nretry: 5\n\ndata: y\n\n')).toEqual([
    { id: '3', event: 'message', data: 'x' },
    { id: '3', event: 'message', data: 'y' },
  ]);
});

test('an id alone makes no event, and an event name does not leak into the next', () => {
  const parser = new SseParser();
  expect(parser.push('event: alert\nid: 4\n\ndata: z\n\n')).toEqual([
    { id: '4', event: 'message', data: 'z' },
  ]);
});
