/// The arithmetic of the eight-week chart: where a point lies, where a week begins. Pure.
import { scaleLinear } from 'd3-scale';
import { line } from 'd3-shape';
import { utcMonday } from 'd3-time';
import type { AbsenceKind, Axis, History, HistoryRating, Score } from '../../../api/types';
import { absences, gaps } from './periods';

export const HEIGHT = 148;
export const MARGIN = { top: 12, right: 12, bottom: 22, left: 28 };

export type Point = {
  id: string;
  at: string;
  who: string;
  score: Score;
  signs: string[];
  status: HistoryRating['status'];
  x: number;
  y: number;
};
/// A shaded stretch: an absence with its kind, or weeks without ratings.
export type Shade = { key: string; kind: AbsenceKind | 'gap'; x: number; width: number };
export type Panel = {
  points: Point[];
  path: string;
  usualY: number | null;
  band: { top: number; bottom: number } | null;
  shades: Shade[];
  weeks: { at: Date; x: number }[];
};

export const y = scaleLinear([1, 5], [HEIGHT - MARGIN.bottom, MARGIN.top]).clamp(true);

/// `width` in the drawing's own units: about the pixels it gets, so that text keeps its size.
export function panel(history: History, axis: Axis, width: number): Panel {
  const from = Date.parse(history.from);
  const to = Date.parse(history.to);
  const x = scaleLinear([from, Math.max(to, from + 1)], [MARGIN.left, width - MARGIN.right]).clamp(true);
  const points = history.ratings.flatMap((rating): Point[] => {
    const { id, visited_at, aide, signs, status } = rating;
    const score = rating.scores[axis];
    if (score === null) return [];
    return [
      { id, at: visited_at, who: aide.name, score, signs, status, x: x(Date.parse(visited_at)), y: y(score) },
    ];
  });
  const silent = gaps(history);
  const shade = (stretch: { from: number; to: number }, kind: Shade['kind']): Shade => ({
    key: `${kind}-${stretch.from}`,
    kind,
    x: x(stretch.from),
    width: x(stretch.to) - x(stretch.from),
  });
  const usual = history.usual[axis];
  const band = history.band[axis];
  return {
    points,
    path: pathOf(points, [...silent, ...absences(history)]),
    usualY: usual === null || usual === undefined ? null : y(usual),
    band: band ? { top: y(band.high), bottom: y(band.low) } : null,
    shades: [
      ...absences(history).map((away) => shade(away, away.kind)),
      ...silent.map((gap) => shade(gap, 'gap')),
    ],
    weeks: utcMonday.range(new Date(from), new Date(to)).map((at) => ({ at, x: x(at.getTime()) })),
  };
}

/// Through what counted, in pieces: a line across silent weeks or an absence would say what nobody saw.
function pathOf(points: Point[], silent: { from: number; to: number }[]): string {
  const counted = points.filter((point) => point.status === 'folded');
  const pieces: Point[][] = [];
  for (const point of counted) {
    const before = pieces.at(-1)?.at(-1);
    const broken =
      before && silent.some((gap) => gap.from >= Date.parse(before.at) && gap.to <= Date.parse(point.at));
    if (!before || broken) pieces.push([point]);
    else pieces.at(-1)?.push(point);
  }
  const draw = line<Point>(
    (p) => p.x,
    (p) => p.y,
  );
  return pieces.map((piece) => draw(piece) ?? '').join('');
}
