/// Sums and durations of the figures. Pure.
import type { LetterFigures } from '../../api/jobs';

type Sum = { delivered: number; received: number };

/// Only of pushes: no other way says that it was shown.
export const total = (items: LetterFigures[]): Sum =>
  items
    .filter(({ channel }) => channel === 'push')
    .reduce(
      (sum, { delivered, received }) => ({
        delivered: sum.delivered + delivered,
        received: sum.received + received,
      }),
      { delivered: 0, received: 0 },
    );

/// Whole percent of those that a service took; rounded down, so that 100 % means all.
export const share = ({ delivered, received }: Sum): number =>
  delivered === 0 ? 0 : Math.floor((Math.min(received, delivered) / delivered) * 100);

/// `850 ms`, `4 s`, `12 min`, `3 h`.
export function lasted(seconds: number | null): string {
  if (seconds === null) return '–';
  if (seconds < 1) return `${Math.round(seconds * 1000)} ms`;
  if (seconds < 90) return `${Math.round(seconds)} s`;
  if (seconds < 90 * 60) return `${Math.round(seconds / 60)} min`;
  return `${Math.round(seconds / 3600)} h`;
}
