/// What an aide needs without network: her visits of yesterday, today and tomorrow, the names of her sectors'
/// persons, and what came of her ratings. Shown from the phone at once, then renewed.
import { type Signal, signal } from '@preact/signals';
import { api } from '../../api/client';
import type { Result } from '../../api/problem';
import { type Signal as AideSignal, signalsApi } from '../../api/signals';
import type { Page, PersonItem, Visit } from '../../api/types';
import { dayKeyPlus } from '../../i18n/dates';
import { recall, remember } from '../../outbox/kv';
import { user } from '../../session/session';

export type Cached<T> =
  | { state: 'loading' }
  | { state: 'missing' }
  | { state: 'here'; at: string; items: T[] };
type Kept<T> = { at: string; items: T[] };

class Cache<T> {
  readonly value: Signal<Cached<T>> = signal<Cached<T>>({ state: 'loading' });
  readonly #name: string;
  readonly #load: () => Promise<Result<Page<T>>>;
  #account: string | null = null;

  constructor(name: string, load: () => Promise<Result<Page<T>>>) {
    this.#name = name;
    this.#load = load;
  }

  async refresh(): Promise<void> {
    const account = user.value?.id ?? null;
    if (!account) return;
    const key = `cache:${this.#name}:${account}`;
    if (account !== this.#account) {
      this.#account = account;
      this.value.value = { state: 'loading' };
      const kept = await recall<Kept<T>>(key).catch(() => undefined);
      if (kept && account === this.#account) this.value.value = { state: 'here', ...kept };
    }
    const answer = await this.#load();
    if (account !== this.#account) return;
    if (answer.ok) {
      const kept: Kept<T> = { at: new Date().toISOString(), items: answer.data.items };
      this.value.value = { state: 'here', ...kept };
      await remember(key, kept).catch(() => undefined);
    } else if (this.value.value.state === 'loading') {
      this.value.value = { state: 'missing' };
    }
  }
}

export const visits = new Cache<Visit>('visits', () =>
  api.visits(dayKeyPlus(new Date(), -1), dayKeyPlus(new Date(), 1)),
);
export const persons = new Cache<PersonItem>('persons', () => api.persons());
export const signals = new Cache<AideSignal>('signals', signalsApi.list);
