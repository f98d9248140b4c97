/// The phone's IndexedDB as one page sees it. A page can die at any moment: what it had not committed is rolled back, its
/// connections close, and nothing it started is ever heard of again. And the phone can be full.
import {
  IDBOpenDBRequest as FakeOpenRequest,
  IDBRequest as FakeRequest,
  IDBTransaction as FakeTransaction,
} from 'fake-indexeddb';
import type { SealedDraft, SealedEntry } from '../src/outbox/db';
import { opened, type Sealed } from '../src/outbox/sealing';
import type { Draft, Entry } from '../src/outbox/types';
import { PageGone } from './gone';

export interface Owner {
  readonly dead: boolean;
  readonly full: boolean;
  /// Something is under way: the page is not at rest.
  busy: number;
  /// Called at each thing that reaches outside of the page; it may die of it.
  step(what: string): void;
}

type Listener = (event: Event) => void;
type Target = { addEventListener(type: string, listener: Listener, options?: unknown): void };
type Internals = IDBTransaction & { _state: string; _abort(name: string | null): void };

const owners = new WeakMap<object, Owner>();

function ownerOf(target: object | null | undefined): Owner | undefined {
  if (!target) return undefined;
  const own = owners.get(target);
  if (own) return own;
  if (target instanceof FakeTransaction) return ownerOf(target.db);
  if (target instanceof FakeRequest) return ownerOf(target.transaction);
  return undefined;
}

// Listeners of a dead page are not called any more. What the library registers for itself stays: in the constructor of a
// transaction (which has no `db` yet), and to start the next transaction.
const prototype = Object.getPrototypeOf(FakeRequest.prototype) as Target & {
  removeEventListener(type: string, listener: Listener, options?: unknown): void;
};
const listen = prototype.addEventListener;
const unlisten = prototype.removeEventListener;
const scheduler = (db: object) =>
  (db as { _rawDatabase: { processTransactions: Listener } })._rawDatabase.processTransactions;
const guards = new WeakMap<object, Map<Listener, Listener>>();
prototype.addEventListener = function (this: object, type, listener, options) {
  const own = this instanceof FakeTransaction && (!this.db || listener === scheduler(this.db));
  if (own) return listen.call(this as Target, type, listener, options);
  const guard: Listener = (event) => {
    if (!ownerOf(this)?.dead) listener.call(this, event);
  };
  const known = guards.get(this) ?? new Map<Listener, Listener>();
  guards.set(this, known.set(listener, guard));
  listen.call(this as Target, type, guard, options);
};
prototype.removeEventListener = function (this: object, type, listener, options) {
  const guard = guards.get(this)?.get(listener);
  if (guard) unlisten.call(this, type, guard, options);
};

const raw = (target: object, type: string, listener: Listener) =>
  listen.call(target as Target, type, listener);

export class PageStore {
  #connections = new Set<IDBDatabase>();
  #transactions = new Set<IDBTransaction>();
  readonly #factory: IDBFactory;
  readonly #owner: Owner;

  constructor(factory: IDBFactory, owner: Owner) {
    this.#factory = factory;
    this.#owner = owner;
  }

  /// What the page finds under the name `indexedDB`.
  readonly indexedDB = {
    open: (name: string, version?: number): IDBOpenDBRequest => {
      const owner = this.#owner;
      owner.step('open the store');
      if (owner.dead) return new FakeOpenRequest() as IDBOpenDBRequest;
      const request = this.#factory.open(name, version) as IDBOpenDBRequest;
      owners.set(request, owner);
      owner.busy += 1;
      raw(request, 'upgradeneeded', () => owners.set(request.result, owner));
      raw(request, 'error', () => {
        owner.busy -= 1;
      });
      raw(request, 'success', () => {
        owner.busy -= 1;
        this.#adopt(request.result);
      });
      return request;
    },
  };

  #adopt(db: IDBDatabase): void {
    owners.set(db, this.#owner);
    if (this.#owner.dead) {
      db.close();
      return;
    }
    this.#connections.add(db);
    const begin = db.transaction.bind(db);
    db.transaction = (names, mode, options) => {
      this.#owner.step(`${mode ?? 'readonly'} ${String(names)}`);
      if (this.#owner.dead) throw new PageGone();
      const tx = begin(names, mode, options) as Internals;
      this.#watch(tx);
      if (mode === 'readwrite' && this.#owner.full) refuseWrites(tx);
      return tx;
    };
  }

  #watch(tx: IDBTransaction): void {
    this.#owner.busy += 1;
    this.#transactions.add(tx);
    const over = () => {
      this.#owner.busy -= 1;
      this.#transactions.delete(tx);
    };
    raw(tx, 'complete', over);
    raw(tx, 'abort', over);
  }

  /// The page is dead already: nobody listens.
  die(): void {
    for (const tx of this.#transactions) {
      const { _state: state } = tx as Internals;
      if (state === 'active' || state === 'inactive') abort(tx as Internals, null);
    }
    for (const db of this.#connections) db.close();
  }
}

/// The library wakes what waits behind a transaction only if that one had begun.
function abort(tx: Internals, why: string | null): void {
  tx._abort(why);
  setImmediate(() => scheduler(tx.db)(new Event('abort')));
}

/// A full disk is noticed when something is written: the transaction ends with `QuotaExceededError`.
function refuseWrites(tx: Internals): void {
  const find = tx.objectStore.bind(tx);
  tx.objectStore = (name) => {
    const store = find(name);
    for (const verb of ['put', 'add'] as const) {
      const write = Object.getPrototypeOf(store)[verb].bind(store) as IDBObjectStore['put'];
      store[verb] = (value, key) => {
        const request = write(value, key);
        setImmediate(() => {
          if (tx._state !== 'finished') abort(tx, 'QuotaExceededError');
        });
        return request;
      };
    }
    return store;
  };
}

/// What the phone holds, for the eyes of the run: past every page, opened with the key that lies beside it. What it does not open
/// is not there.
export const peekEntries = (factory: IDBFactory): Promise<Entry[]> =>
  peek<Entry, SealedEntry>(factory, 'entries', ({ id }) => `entry:${id}`);

export const peekDrafts = (factory: IDBFactory): Promise<Draft[]> =>
  peek<Draft, SealedDraft>(factory, 'drafts', ({ account, slot }) => `draft:${account} ${slot}`);

async function peek<T, Row extends Sealed>(
  factory: IDBFactory,
  store: string,
  place: (row: Row) => string,
): Promise<T[]> {
  const db = await new Promise<IDBDatabase>((resolve, reject) => {
    const request = factory.open('vigie') as IDBOpenDBRequest;
    request.addEventListener('success', () => resolve(request.result));
    request.addEventListener('error', () => reject(request.error));
  });
  try {
    if (!db.objectStoreNames.contains(store)) return [];
    const tx = db.transaction(['keys', store, `sealed_${store}`]);
    const [[key], clear, rows] = await Promise.all([
      all<CryptoKey>(tx, 'keys'),
      all<T>(tx, store),
      all<Row>(tx, `sealed_${store}`),
    ]);
    if (!key) return clear;
    const found = await Promise.all(rows.map((row) => opened<T>(key, place(row), row).catch(() => null)));
    return [...clear, ...found.filter((one) => one !== null)];
  } finally {
    db.close();
  }
}

function all<T>(tx: IDBTransaction, store: string): Promise<T[]> {
  return new Promise((resolve, reject) => {
    const request = tx.objectStore(store).getAll();
    request.addEventListener('success', () => resolve(request.result as T[]));
    request.addEventListener('error', () => reject(request.error));
  });
}
