/// `navigator.locks` of one browser: one holder a name, across its pages and its worker. Whoever dies lets go.

type Holder = object;
type Waiting = { holder: Holder; start: () => void };

export class Locks {
  #held = new Map<string, Holder>();
  #waiting = new Map<string, Waiting[]>();

  request<T>(holder: Holder, name: string, work: () => Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      const start = () => {
        this.#held.set(name, holder);
        // `then` and not a call: a real lock is never granted in the middle of the asking.
        void Promise.resolve()
          .then(work)
          .then(resolve, reject)
          .finally(() => this.#letGo(holder, name));
      };
      const queue = this.#waiting.get(name) ?? [];
      queue.push({ holder, start });
      this.#waiting.set(name, queue);
      this.#next(name);
    });
  }

  /// The page is gone: what it held is free, what it waited for is forgotten.
  drop(holder: Holder): void {
    for (const [name, queue] of this.#waiting) {
      this.#waiting.set(
        name,
        queue.filter((one) => one.holder !== holder),
      );
      this.#letGo(holder, name);
    }
  }

  #letGo(holder: Holder, name: string): void {
    if (this.#held.get(name) !== holder) return;
    this.#held.delete(name);
    this.#next(name);
  }

  #next(name: string): void {
    if (this.#held.has(name)) return;
    this.#waiting.get(name)?.shift()?.start();
  }
}
