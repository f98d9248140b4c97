/// The time of a phone. It passes only when a run says so: half an hour of back-off costs nothing.
/// The wall clock can jump; timers do not notice, as on a real phone.

type Timer = { due: number; order: number; fire: () => void };

export class PhoneTime {
  /// Milliseconds since the phone was switched on.
  elapsed = 0;
  /// What the wall clock shows when `elapsed` is zero; a jump changes it.
  wallStart: number;
  #timers = new Map<number, Timer>();
  #last = 0;

  constructor(wallStart: number) {
    this.wallStart = wallStart;
  }

  now = (): number => this.wallStart + this.elapsed;

  set(fire: () => void, delay: number): number {
    this.#last += 1;
    this.#timers.set(this.#last, { due: this.elapsed + Math.max(0, delay), order: this.#last, fire });
    return this.#last;
  }

  clear(id: number): void {
    this.#timers.delete(id);
  }

  /// Lets time pass; after each timer the phone comes to rest before the next one fires.
  async pass(duration: number, rest: () => Promise<void>): Promise<void> {
    const end = this.elapsed + duration;
    for (;;) {
      const [id, next] =
        [...this.#timers].sort(([, a], [, b]) => a.due - b.due || a.order - b.order)[0] ?? [];
      if (id === undefined || !next || next.due > end) break;
      this.#timers.delete(id);
      this.elapsed = Math.max(this.elapsed, next.due);
      next.fire();
      await rest();
    }
    this.elapsed = end;
  }
}

/// A `Date` whose "now" is the phone's.
export function phoneDate(now: () => number): DateConstructor {
  class PhoneDate extends Date {
    constructor(...given: unknown[]) {
      if (given.length === 0) super(now());
      else super(...(given as [number]));
    }
    static override now = now;
  }
  return PhoneDate as unknown as DateConstructor;
}
