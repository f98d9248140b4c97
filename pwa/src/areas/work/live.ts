/// The queue on screen: loads it for a filter, keeps it live, counts the seconds when the line is down.
import { signal } from '@preact/signals';
import { AlertStream } from '../../api/stream';
import { triage } from '../../api/triage';
import type { AlertDetail, AlertItem } from '../../api/types';
import { user } from '../../session/session';
import { countSoon, forgetCounts, loadCounts } from './counts';
import { asked, type Filter, fits, writeFilter } from './filters';
import { appended, EMPTY, loaded, polled, type Queue, receive, remove } from './queue';

export const queue = signal<Queue>(EMPTY);
export const load = signal<'loading' | 'ready' | 'failed'>('loading');
export const cursor = signal<string | null>(null);
/// `since` is when the line went down.
export const line = signal<{ kind: 'connecting' | 'live' } | { kind: 'lost'; since: number }>({
  kind: 'connecting',
});
/// Bumped when the stream speaks of an alert, so that an open detail can ask again.
export const touched = signal<{ id: string; version: number } | null>(null);

let filter: Filter = {};
let stream: AlertStream | null = null;
let round = 0;

/// As much as the server gives at once.
const PAGE = '100';
const NOBODY = { id: '', sector_ids: [] };

const belongs = (item: AlertItem) => fits(item, filter, user.value ?? NOBODY, new Date());
const ask = (cursor?: string) => triage.alerts({ ...asked(filter, new Date()), limit: PAGE, cursor });

export async function loadQueue(next: Filter): Promise<void> {
  const same = writeFilter(next) === writeFilter(filter);
  filter = next;
  round += 1;
  const mine = round;
  if (!same) queue.value = EMPTY;
  if (queue.value.items.length === 0) load.value = 'loading';
  void loadCounts();
  const before = queue.value;
  const answer = await ask();
  if (mine !== round) return;
  if (!answer.ok) {
    if (load.value === 'loading') load.value = 'failed';
    return;
  }
  queue.value = loaded(queue.value, answer.data.items, before);
  cursor.value = answer.data.next_cursor;
  load.value = 'ready';
  listen(answer.data.last_event_id);
}

export const reloadQueue = () => loadQueue(filter);

export async function loadMore(): Promise<void> {
  if (!cursor.value) return;
  const mine = round;
  const answer = await ask(cursor.value);
  if (!answer.ok || mine !== round) return;
  queue.value = appended(queue.value, answer.data.items);
  cursor.value = answer.data.next_cursor;
}

async function poll(): Promise<void> {
  const mine = round;
  const answer = await ask();
  if (answer.ok && mine === round) queue.value = polled(queue.value, answer.data.items);
  countSoon();
}

/// One of our own actions came back: the row changes at once.
export function adopt(item: AlertItem | AlertDetail): void {
  queue.value = receive(queue.value, item, belongs(item));
  countSoon();
}

/// One stream for the whole area, started by the first list, whose place in the log it resumes from.
function listen(lastEventId: string): void {
  if (stream) return;
  stream = new AlertStream(lastEventId, {
    live: () => {
      line.value = { kind: 'live' };
    },
    lost: () => {
      line.value = { kind: 'lost', since: Date.now() };
    },
    poll: () => void poll(),
    alert: (item) => {
      adopt(item);
      touched.value = { id: item.id, version: item.version };
    },
    removed: (id) => {
      queue.value = remove(queue.value, id);
      countSoon();
    },
  });
  stream.start();
}

export function stopLive(): void {
  stream?.stop();
  stream = null;
  filter = {};
  round += 1;
  queue.value = EMPTY;
  forgetCounts();
  line.value = { kind: 'connecting' };
}
