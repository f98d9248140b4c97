/// What the shares say at a glance. Pure.
import type { Shares } from '../../api/partners';

export const percent = (part: number, whole: number) => (whole > 0 ? Math.round((part / whole) * 100) : 0);

/// Below this one provider having it all says nothing.
const ENOUGH = 5;

/// One provider gets everything of a kind, often enough to ask why.
export const alwaysTheSame = ({ total, partners }: Shares): boolean =>
  total >= ENOUGH && partners.filter((partner) => partner.chosen > 0).length === 1;

/// The months behind `today`, as days: a quarter says more than a month, and a year hides a change.
export function lastMonths(today: string, months: number): { from: string; to: string } {
  const [year = 0, month = 1, day = 1] = today.split('-').map(Number);
  const target = new Date(Date.UTC(year, month - 1 - months, 1));
  const last = new Date(Date.UTC(target.getUTCFullYear(), target.getUTCMonth() + 1, 0)).getUTCDate();
  target.setUTCDate(Math.min(day, last));
  return { from: target.toISOString().slice(0, 10), to: today };
}
