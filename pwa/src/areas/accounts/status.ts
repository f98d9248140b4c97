/// What an account's state is called, and how it is marked. Pure.
import type { Account } from '../../api/accounts';

export type Status = 'active' | 'waiting' | 'late' | 'uninvited' | 'disabled';

/// `late`: the link was not used in its day. `uninvited`: there is none.
export function statusOf({ state, invited_until }: Account, now: number): Status {
  if (state !== 'invited') return state;
  if (invited_until === null) return 'uninvited';
  return Date.parse(invited_until) > now ? 'waiting' : 'late';
}

export const TONES: Record<Status, string> = {
  active: 'ok',
  waiting: '',
  late: 'warn',
  uninvited: 'warn',
  disabled: 'bad',
};

/// Roles that enter by a link alone: whoever opens a new one ends the old phone.
export const isByLink = ({ role }: Pick<Account, 'role'>): boolean =>
  role === 'aide' || role === 'sector_referent';
