/// Which covers deserve a banner, and what it says. Pure.
import type { Cover } from '../../api/cover';

/// A cover that begins later than this is on its own page only.
const SOON_MS = 48 * 3_600_000;

export type Role = 'covering' | 'covered';
export type Banner = { cover: Cover; role: Role; soon: boolean };

const within = (cover: Cover, now: number) =>
  cover.ended_at === null && Date.parse(cover.to) > now && Date.parse(cover.from) < now + SOON_MS;

/// Running ones first, then those that begin soon; each ends by itself when its time is over.
export function bannersAt(covering: Cover[], covered: Cover[], now: number): Banner[] {
  const of = (covers: Cover[], role: Role) =>
    covers
      .filter((cover) => within(cover, now))
      .map((cover) => ({ cover, role, soon: Date.parse(cover.from) > now }));
  // Somebody who is added beside a colleague takes nothing off them: the colleague needs no banner.
  const away = covered.filter((cover) => cover.kind !== 'add');
  return [...of(away, 'covered'), ...of(covering, 'covering')].sort(
    (a, b) => Number(a.soon) - Number(b.soon) || Date.parse(a.cover.to) - Date.parse(b.cover.to),
  );
}
