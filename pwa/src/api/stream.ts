/// The live stream of alerts: fetch, read, resume with Last-Event-ID, back off, and poll while it is down.
import { SseParser } from './sse';
import { access, onAccess } from './token';
import type { AlertItem } from './types';

/// The server writes a comment line every 15 s; two missed and some slack mean the line is dead.
const SILENCE_MS = 40_000;
const FIRST_RETRY_MS = 1_000;
const LAST_RETRY_MS = 30_000;
/// While the stream is down the list is asked for at this pace.
const POLL_MS = 30_000;

export type StreamEvents = {
  live(): void;
  lost(): void;
  /// Called while the stream is down.
  poll(): void;
  alert(item: AlertItem): void;
  removed(id: string): void;
};

export class AlertStream {
  #last: string;
  readonly #on: StreamEvents;
  #stop = new AbortController();
  #poll: ReturnType<typeof setInterval> | undefined;

  constructor(lastEventId: string, on: StreamEvents) {
    this.#last = lastEventId;
    this.#on = on;
  }

  start(): void {
    void this.#run();
  }

  stop(): void {
    this.#stop.abort();
    clearInterval(this.#poll);
  }

  async #run(): Promise<void> {
    let failures = 0;
    let stale: string | undefined;
    while (!this.#stop.signal.aborted) {
      const token = await access(stale);
      if (token.kind === 'ended') {
        this.#lost();
        stale = undefined;
        await signedIn(this.#stop.signal);
        continue;
      }
      if (token.kind === 'token') {
        const end = await this.#read(token.token, () => {
          failures = 0;
        });
        stale = end === 'unauthenticated' ? token.token : undefined;
      }
      if (this.#stop.signal.aborted) return;
      this.#lost();
      failures += 1;
      await pause(Math.min(LAST_RETRY_MS, FIRST_RETRY_MS * 2 ** (failures - 1)), this.#stop.signal);
    }
  }

  #lost(): void {
    if (this.#poll || this.#stop.signal.aborted) return;
    this.#on.lost();
    this.#poll = setInterval(() => this.#on.poll(), POLL_MS);
  }

  #live(): void {
    clearInterval(this.#poll);
    this.#poll = undefined;
    this.#on.live();
  }

  async #read(token: string, alive: () => void): Promise<'closed' | 'unauthenticated'> {
    const attempt = new AbortController();
    const abort = () => attempt.abort();
    this.#stop.signal.addEventListener('abort', abort);
    let watchdog = setTimeout(abort, SILENCE_MS);
    try {
      const response = await fetch('/api/alerts/stream', {
        headers: {
          Accept: 'text/event-stream',
          Authorization: `Bearer ${token}`,
          ...(this.#last ? { 'Last-Event-ID': this.#last } : {}),
        },
        signal: attempt.signal,
        cache: 'no-store',
      });
      if (response.status === 401) return 'unauthenticated';
      const type = response.headers.get('content-type') ?? '';
      if (!response.ok || !response.body || !type.startsWith('text/event-stream')) return 'closed';
      alive();
      this.#live();
      const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
      const parser = new SseParser();
      for (;;) {
        const { done, value } = await reader.read();
        if (done) return 'closed';
        clearTimeout(watchdog);
        watchdog = setTimeout(abort, SILENCE_MS);
        for (const event of parser.push(value)) this.#dispatch(event.event, event.data, event.id);
      }
    } catch {
      return 'closed';
    } finally {
      clearTimeout(watchdog);
      this.#stop.signal.removeEventListener('abort', abort);
      attempt.abort();
    }
  }

  #dispatch(event: string, data: string, id: string | null): void {
    if (id) this.#last = id;
    if (event === 'alert') this.#on.alert(JSON.parse(data) as AlertItem);
    else if (event === 'removed') this.#on.removed((JSON.parse(data) as { id: string }).id);
  }
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    signal.addEventListener('abort', () => {
      clearTimeout(timer);
      resolve();
    });
  });
}

/// The session is over. Somebody signs in again here, or in another tab: then a renewal asked for by the polling finds it.
function signedIn(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      forget();
      signal.removeEventListener('abort', done);
      resolve();
    };
    const forget = onAccess((found) => {
      if (found.kind === 'token') done();
    });
    signal.addEventListener('abort', done);
  });
}
