import 'fake-indexeddb/auto';
import { IDBFactory } from 'fake-indexeddb';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { forgetDatabase } from './db';
import { outboxState, startOutbox } from './outbox';
import { saveDraft } from './store';
import { draft, installLocks } from './testing';

let stop: () => void = () => undefined;

beforeEach(async () => {
  await forgetDatabase();
  installLocks();
  globalThis.indexedDB = new IDBFactory();
  const quiet = { addEventListener: () => undefined, removeEventListener: () => undefined };
  vi.stubGlobal('document', { ...quiet, visibilityState: 'visible' });
  vi.stubGlobal('addEventListener', () => undefined);
  vi.stubGlobal('removeEventListener', () => undefined);
  vi.stubGlobal('fetch', async () => Promise.reject(new Error('no network')));
});
afterEach(() => {
  stop();
  vi.unstubAllGlobals();
});

test('nothing is said to be sent before the phone was read', async () => {
  await saveDraft(draft('1'), new Date());
  stop = startOutbox('aide-1');
  expect(outboxState.value).toEqual({ kind: 'unread' });
  await vi.waitFor(() => expect(outboxState.value).toEqual({ kind: 'waiting', count: 1 }));
  stop();
  expect(outboxState.value).toEqual({ kind: 'unread' });
});

test('an empty outbox is all sent', async () => {
  stop = startOutbox('aide-1');
  await vi.waitFor(() => expect(outboxState.value).toEqual({ kind: 'done' }));
});

test('a phone whose memory cannot be read says that, and not that all is sent', async () => {
  vi.spyOn(indexedDB, 'open').mockImplementation(() => {
    throw new DOMException('denied', 'InvalidStateError');
  });
  stop = startOutbox('aide-1');
  await vi.waitFor(() => expect(outboxState.value).toEqual({ kind: 'unreadable' }));
});
