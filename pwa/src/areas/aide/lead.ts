/// Which rating a card at the door leads to. The same with and without network; all but the hash is pure.
import type { Visit } from '../../api/types';
import { dayKey } from '../../i18n/dates';

/// Characters of the hash that stands beside a visit.
const SHORT = 16;
/// A visit that begins later than this is no visit one stands in the door for, when an earlier one was rated.
const SOON_MS = 60 * 60_000;

export type Led =
  | { kind: 'rate'; visit: Visit }
  /// `other`: a later visit of the same day that is not rated yet.
  | { kind: 'rated'; visit: Visit; other: Visit | null }
  | { kind: 'unplanned' };

const start = (visit: Visit) => Date.parse(visit.starts_at);
const end = (visit: Visit) => Date.parse(visit.ends_at);

/// Milliseconds between a moment and a visit; 0 while it lasts.
const away = (visit: Visit, at: number) => Math.max(start(visit) - at, at - end(visit), 0);

/// Of one person's visits the one of today that is nearest and not rated; if what is nearest is rated and the others are hours away,
/// that one.
export function lead(visits: Visit[], rated: (visit: Visit) => boolean, now: Date): Led {
  const at = now.getTime();
  const today = dayKey(now);
  const isToday = (visit: Visit) => dayKey(visit.starts_at) === today || dayKey(visit.ends_at) === today;
  const near = visits
    .filter((visit) => visit.status !== 'cancelled' && isToday(visit))
    .sort((a, b) => away(a, at) - away(b, at) || start(a) - start(b));
  const open = near.find((visit) => !rated(visit));
  const done = near.find(rated);
  const farOff = open && done && start(open) > at + SOON_MS && away(done, at) < away(open, at);
  if (open && !farOff) return { kind: 'rate', visit: open };
  if (done) return { kind: 'rated', visit: done, other: open ?? null };
  return { kind: 'unplanned' };
}

/// The visits of the home whose card this is.
export const ofHome = (visits: Visit[], hash: string): Visit[] =>
  visits.filter((visit) => visit.place === hash);

/// A code as it is hashed: capitals, without what stands between, and without what looks alike.
export const plainCode = (code: string): string =>
  code.toUpperCase().replace(/[\s-]/g, '').replaceAll('O', '0').replace(/[IL]/g, '1');

/// What stands beside the visits of the home whose code this is.
export async function shortHash(code: string): Promise<string> {
  const octets = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(plainCode(code)));
  const hex = [...new Uint8Array(octets)].map((octet) => octet.toString(16).padStart(2, '0')).join('');
  return hex.slice(0, SHORT);
}
