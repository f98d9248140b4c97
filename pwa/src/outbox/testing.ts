/// For tests: drafts made up on the spot, and a lock manager where the platform has none.
import type { Draft } from './types';

export function draft(id: string, over: Partial<Draft> = {}): Draft {
  return {
    account: 'aide-1',
    slot: `visit:${id}`,
    id,
    person: { id: `person-${id}`, name: 'Mme Essai' },
    visit_id: `visit-${id}`,
    visited_at: '2026-03-02T12:05:00+01:00',
    started_at: '2026-03-02T12:05:00+01:00',
    replaces: null,
    answers: { health: 3, mood: 'unseen' },
    signs: [],
    note: '',
    ...over,
  };
}

/// One holder at a time per name, in order: what `navigator.locks` promises.
export function installLocks(): void {
  const tails = new Map<string, Promise<unknown>>();
  const request = (name: string, work: () => Promise<unknown>) => {
    const turn = (tails.get(name) ?? Promise.resolve()).then(work, work);
    tails.set(
      name,
      turn.catch(() => undefined),
    );
    return turn;
  };
  Object.defineProperty(globalThis, 'navigator', { configurable: true, value: { locks: { request } } });
}
