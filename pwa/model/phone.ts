/// A phone with its pages. Each page is the product's own code in a world of its own (`bundle.ts`); they share the phone's
/// store, its locks, its cookies and its time. A page can be killed at any step it takes.
import * as fake from 'fake-indexeddb';
import type { Dice } from './dice';
import { Locks } from './locks';
import { type Owner, PageStore } from './store';
import { PhoneTime, phoneDate } from './time';

export type PageCode = typeof import('./page');

/// A phone on which nothing moves for this long has hung. Nothing shorter: on a busy machine a step takes what it takes.
const STILL_MS = 120_000;
/// Many times what any run takes until it rests: a phone that goes on after them runs in a circle.
const MOST_STEPS = 50_000;
/// How an aide waits.
const WAIT_MS = 1000;
export type Outcome<T> = { value: T } | { error: unknown } | 'gone';
const never = <T>() => new Promise<T>(() => undefined);

/// Read once, run in each page.
const programs = new Map<string, (...world: unknown[]) => PageCode>();
function compiled(code: string, names: string[]): (...world: unknown[]) => PageCode {
  const known = programs.get(code) ?? (new Function(...names, `${code}\nreturn page;`) as never);
  programs.set(code, known);
  return known;
}

class Channel {
  onmessage: ((event: { data: unknown }) => void) | null = null;
  closed = false;
}

export class Phone {
  readonly factory = new fake.IDBFactory();
  readonly locks = new Locks();
  readonly time: PhoneTime;
  readonly channels = new Map<string, Set<[Page, Channel]>>();
  readonly pages = new Set<Page>();
  /// The cookies the browser keeps, as `name=value`, by their names.
  readonly #cookies = new Map<string, string>();
  language = 'fr';
  full = false;
  /// Posts of ratings by living pages: now, and the most at one time.
  posting = 0;
  mostPosting = 0;
  /// What all its pages have ever done that reaches outside of them.
  steps = 0;
  #requests = 0;
  readonly base: string;
  readonly dice: Dice;

  constructor(base: string, dice: Dice, wallStart: number) {
    this.base = base;
    this.dice = dice;
    this.time = new PhoneTime(wallStart);
  }

  open(code: string): Page {
    const page = new Page(this, code);
    this.pages.add(page);
    return page;
  }

  /// What the browser sends along.
  get cookies(): string | null {
    return this.#cookies.size > 0 ? [...this.#cookies.values()].join('; ') : null;
  }

  keepCookie(line: string): void {
    const [pair = ''] = line.split(';');
    const name = pair.slice(0, pair.indexOf('='));
    if (/max-age=0/i.test(line) || pair.endsWith('=')) this.#cookies.delete(name);
    else this.#cookies.set(name, pair);
  }

  held(request: string): void {
    for (const page of this.pages) page.held(request);
  }

  nextRequest(): string {
    this.#requests += 1;
    return `r${this.#requests}`;
  }

  /// Waits until nothing is under way but what the network holds back.
  async rest(): Promise<void> {
    const last = this.steps + MOST_STEPS;
    let [taken, since] = [this.steps, Date.now()];
    for (let quiet = 0; quiet < 4; ) {
      const asking = [...this.pages].some((page) => page.asking);
      await (asking ? new Promise((resolve) => setTimeout(resolve, 1)) : new Promise(setImmediate));
      quiet = [...this.pages].some((page) => page.asking || page.busy > 0) ? 0 : quiet + 1;
      if (taken !== this.steps) [taken, since] = [this.steps, Date.now()];
      if (taken > last || Date.now() > since + STILL_MS)
        throw new Error(
          `the phone never comes to rest: ${[...this.pages].map((page) => `${page.lastStep}, ${page.busy} under way, asking: ${page.asking}`)}`,
        );
    }
  }

  /// Lets time pass, and everything that it brings about come to an end.
  async pass(duration: number): Promise<void> {
    await this.rest();
    await this.time.pass(duration, () => this.rest());
    await this.rest();
  }
}

/// Ciphers work beside the page: it is not at rest meanwhile, and may die.
function pageCrypto(owner: Owner): Pick<Crypto, 'getRandomValues' | 'subtle'> {
  const watched =
    <Args extends unknown[], T>(name: string, work: (...args: Args) => Promise<T>) =>
    async (...args: Args): Promise<T> => {
      owner.step(name);
      if (owner.dead) return never();
      owner.busy += 1;
      const done = await work(...args).finally(() => {
        owner.busy -= 1;
      });
      return owner.dead ? never() : done;
    };
  const { subtle } = crypto;
  return {
    getRandomValues: (array) => crypto.getRandomValues(array),
    subtle: {
      generateKey: watched('make a key', subtle.generateKey.bind(subtle) as never),
      encrypt: watched('seal', subtle.encrypt.bind(subtle)),
      decrypt: watched('open what is sealed', subtle.decrypt.bind(subtle)),
    } as unknown as SubtleCrypto,
  };
}

export class Page implements Owner {
  dead = false;
  busy = 0;
  readonly code: PageCode;
  /// Settles when the page dies: what it was asked will never be answered.
  readonly gone: Promise<'gone'>;
  lastStep = '';
  #fuse = Number.POSITIVE_INFINITY;
  #turns = 0;
  #die: () => void = () => undefined;
  #death = new AbortController();
  #store: PageStore;
  #asked = new Map<string, boolean>();
  #listeners = new Map<string, Set<() => void>>();
  readonly #phone: Phone;

  constructor(phone: Phone, code: string) {
    this.#phone = phone;
    this.gone = new Promise((resolve) => {
      this.#die = () => resolve('gone');
    });
    this.#store = new PageStore(phone.factory, this);
    const world = this.#world();
    this.code = compiled(code, Object.keys(world))(...Object.values(world));
  }

  get full(): boolean {
    return this.#phone.full;
  }

  get asking(): boolean {
    return [...this.#asked.values()].some((held) => !held);
  }

  held(request: string): void {
    if (this.#asked.has(request)) this.#asked.set(request, true);
  }

  /// The page will die `turns` turns of the event loop after it has taken this many more steps.
  armFuse(steps: number, turns: number): void {
    this.#fuse = steps;
    this.#turns = turns;
  }

  step(what: string): void {
    this.lastStep = what;
    this.#phone.steps += 1;
    this.#fuse -= 1;
    if (this.#fuse !== 0) return;
    if (this.#turns === 0) this.kill();
    else void this.#burn();
  }

  async #burn(): Promise<void> {
    for (let turn = 0; turn < this.#turns; turn += 1) await new Promise(setImmediate);
    this.kill();
  }

  kill(): void {
    if (this.dead) return;
    this.dead = true;
    this.#store.die();
    this.#death.abort();
    this.#phone.locks.drop(this);
    this.#phone.pages.delete(this);
    for (const channel of this.#phone.channels.values()) {
      for (const one of channel) if (one[0] === this) channel.delete(one);
    }
    this.#die();
  }

  /// `online`, `pageshow` or `visibilitychange` happens.
  tell(event: string): void {
    for (const listener of this.#listeners.get(event) ?? []) listener();
  }

  /// Does something in the page, and says what came of it; `gone` when the page died of it. Time passes for as long as the
  /// network holds the answer back.
  async act<T>(work: (code: PageCode) => Promise<T>): Promise<Outcome<T>> {
    if (this.dead) return 'gone';
    let open = true;
    const done = work(this.code).then(
      (value) => ({ value }),
      (error: unknown) => ({ error }),
    );
    const outcome = Promise.race([done, this.gone]).finally(() => {
      open = false;
    });
    while (open) {
      await Promise.race([outcome, this.#phone.rest()]);
      if (open) await this.#phone.time.pass(WAIT_MS, () => this.#phone.rest());
    }
    return outcome;
  }

  async #fetch(path: string, init: RequestInit): Promise<Response> {
    this.step(`${init.method} ${path}`);
    if (this.dead) return never();
    const phone = this.#phone;
    const request = phone.nextRequest();
    const ratings = path === '/api/ratings';
    this.#asked.set(request, false);
    if (ratings) phone.mostPosting = Math.max(phone.mostPosting, ++phone.posting);
    const headers = new Headers(init.headers);
    headers.set('x-model-request', request);
    headers.set('x-model-delay', String(phone.dice.between(1, 60) * 1000));
    if (phone.cookies) headers.set('cookie', phone.cookies);
    const signal = init.signal ? AbortSignal.any([init.signal, this.#death.signal]) : this.#death.signal;
    try {
      const answer = await fetch(phone.base + path, {
        method: init.method ?? 'GET',
        headers,
        body: init.body ?? null,
        signal,
      });
      const body = await answer.text();
      // The browser keeps cookies, not the page.
      for (const line of answer.headers.getSetCookie()) phone.keepCookie(line);
      if (this.dead) return never();
      this.step(`answer to ${path}`);
      return this.dead ? never() : new Response(answer.status === 204 ? null : body, answer);
    } catch (error) {
      if (this.dead) return never();
      throw error;
    } finally {
      this.#asked.delete(request);
      if (ratings) phone.posting -= 1;
    }
  }

  /// What a page finds around it.
  #world(): Record<string, unknown> {
    const phone = this.#phone;
    const { time, dice } = phone;
    const page = this;
    const timer = (fire: () => void, delay = 0) =>
      this.dead ? 0 : time.set(() => this.dead || fire(), delay);
    const on = (type: string, listener: () => void) => {
      const known = this.#listeners.get(type) ?? new Set();
      this.#listeners.set(type, known.add(listener));
    };
    const off = (type: string, listener: () => void) => this.#listeners.get(type)?.delete(listener);
    return {
      ...Object.fromEntries(Object.entries(fake).filter(([name]) => /^IDB/.test(name))),
      indexedDB: this.#store.indexedDB,
      navigator: {
        locks: {
          request: <T>(name: string, work: () => Promise<T>) =>
            this.dead ? never() : phone.locks.request(this, name, work),
        },
      },
      fetch: (path: string, init: RequestInit) => this.#fetch(path, init),
      Date: phoneDate(time.now),
      Math: Object.assign(Object.create(Math), { random: () => dice.next() }),
      // Ids are new each time, so that a seed can be played again on the same server.
      crypto: pageCrypto(this),
      setTimeout: timer,
      clearTimeout: (id: number) => time.clear(id),
      BroadcastChannel: class extends Channel {
        readonly #all: Set<[Page, Channel]>;
        readonly #self: [Page, Channel];
        constructor(name: string) {
          super();
          this.#all = phone.channels.get(name) ?? new Set();
          this.#self = [page, this];
          phone.channels.set(name, this.#all.add(this.#self));
        }
        postMessage(data: unknown): void {
          if (page.dead) return;
          for (const [other, channel] of this.#all) {
            if (channel !== this) setImmediate(() => other.dead || channel.onmessage?.({ data }));
          }
        }
        close(): void {
          this.#all.delete(this.#self);
        }
      },
      document: {
        visibilityState: 'visible',
        documentElement: {},
        addEventListener: on,
        removeEventListener: off,
      },
      addEventListener: on,
      removeEventListener: off,
      // Another start of the app: this page is no more.
      location: { reload: () => this.kill() },
      localStorage: { getItem: () => phone.language, setItem: () => undefined },
    };
  }
}
