/// The sector as it is now: asked for when the page opens, each minute, when the phone is looked at again and when the live line
/// speaks of an alert. The last answer stays on the phone, so that the page can be read without network.
import { signal } from '@preact/signals';
import { type SectorNow, sectorApi } from '../../api/sector';
import { recall, remember } from '../../outbox/kv';
import { user } from '../../session/session';

export type State =
  | { kind: 'loading' | 'failed' }
  /// `stale`: what the phone kept; the server did not answer.
  | { kind: 'here'; now: SectorNow; stale: boolean };

export const state = signal<State>({ kind: 'loading' });

/// Signing out forgets all that starts so.
const keyOf = (account: string) => `cache:sector:${account}`;
let shownFor: string | null = null;
let round = 0;

export async function refresh(): Promise<void> {
  const account = user.value?.id;
  if (!account) return;
  round += 1;
  const mine = round;
  if (shownFor !== account) {
    shownFor = account;
    state.value = { kind: 'loading' };
    const kept = await recall<SectorNow>(keyOf(account)).catch(() => undefined);
    if (kept && mine === round) state.value = { kind: 'here', now: kept, stale: false };
  }
  const answer = await sectorApi.now();
  if (mine !== round) return;
  if (answer.ok) {
    state.value = { kind: 'here', now: answer.data, stale: false };
    await remember(keyOf(account), answer.data).catch(() => undefined);
  } else if (state.value.kind === 'here') {
    state.value = { ...state.value, stale: true };
  } else {
    state.value = { kind: 'failed' };
  }
}

/// One's own taking shows at once; the server's list follows.
export function taken(id: string): void {
  const now = state.value;
  if (now.kind !== 'here') return;
  const to_take = now.now.to_take.filter((alert) => alert.id !== id);
  state.value = { ...now, now: { ...now.now, to_take } };
}
