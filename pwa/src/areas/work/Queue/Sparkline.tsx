/// 28 days in a thumbnail: the lowest of health, mood and form each day. Gaps stay gaps.
import { line } from 'd3-shape';
import { t } from '../../../i18n';

const W = 112;
const H = 28;
const PAD = 3;
const x = (day: number, days: number) => PAD + (day / Math.max(1, days - 1)) * (W - 2 * PAD);
const y = (score: number) => H - PAD - ((score - 1) / 4) * (H - 2 * PAD);

export function sparkWords(spark: (number | null)[]): string {
  const said = spark.filter((score): score is number => score !== null);
  if (said.length === 0) return t('work.sparkEmpty');
  return t('work.spark', { from: said[0] ?? '', to: said.at(-1) ?? '', min: Math.min(...said) });
}

export function Sparkline({ spark }: { spark: (number | null)[] }) {
  const points = spark.flatMap((score, day) => (score === null ? [] : [{ day, score }]));
  const path = line<{ day: number; score: number }>()
    .x((point) => x(point.day, spark.length))
    .y((point) => y(point.score))(points);
  const last = points.at(-1);
  return (
    <svg
      class="spark"
      width={W}
      height={H}
      viewBox={`0 0 ${W} ${H}`}
      role="img"
      aria-label={sparkWords(spark)}
    >
      <path d={`M0 ${y(3)}H${W}`} class="spark-middle" />
      {path ? <path d={path} class="spark-line" /> : null}
      {last ? <circle cx={x(last.day, spark.length)} cy={y(last.score)} r="2.8" class="spark-last" /> : null}
    </svg>
  );
}
