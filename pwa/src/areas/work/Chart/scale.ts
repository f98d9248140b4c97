/// The arithmetic of the eight-week chart: where a point lies, where a week begins. Pure.
import { scaleLinear } from 'd3-scale';
import { line } from 'd3-shape';
import { utcMonday } from 'd3-time';
import type { Axis, History, Score } from '../../../api/types';

export const HEIGHT = 132;
export const MARGIN = { top: 12, right: 12, bottom: 22, left: 28 };

export type Point = { id: string; at: string; who: string; score: Score; x: number; y: number };
export type Panel = {
  points: Point[];
  path: string;
  usualY: number | null;
  weeks: { at: Date; x: number }[];
};

export const y = scaleLinear([1, 5], [HEIGHT - MARGIN.bottom, MARGIN.top]);

/// What was corrected, or never counted, is in the table and not on the chart.
/// `width` in the drawing's own units: about the pixels it gets, so that text keeps its size.
export function panel(history: History, axis: Axis, width: number): Panel {
  const from = Date.parse(history.from);
  const to = Date.parse(history.to);
  const x = scaleLinear([from, Math.max(to, from + 1)], [MARGIN.left, width - MARGIN.right]).clamp(true);
  const points = history.ratings.flatMap((rating): Point[] => {
    const score = rating.scores[axis];
    if (score === null || rating.status !== 'folded') return [];
    const at = Date.parse(rating.visited_at);
    return [{ id: rating.id, at: rating.visited_at, who: rating.aide.name, score, x: x(at), y: y(score) }];
  });
  const usual = history.usual[axis];
  return {
    points,
    path:
      line<Point>(
        (p) => p.x,
        (p) => p.y,
      )(points) ?? '',
    usualY: usual === null || usual === undefined ? null : y(usual),
    weeks: utcMonday.range(new Date(from), new Date(to)).map((at) => ({ at, x: x(at.getTime()) })),
  };
}
