/// One axis over eight weeks. One point is a tab stop and the arrows walk along the others; each says when, how
/// much, by whom, and whether it counted (read by NVDA, VoiceOver and TalkBack as the point's name).
import { useRef, useState } from 'preact/hooks';
import type { Axis, History } from '../../../api/types';
import { t, tn } from '../../../i18n';
import { dateTime, shortDay } from '../../../i18n/dates';
import { signName } from '../signs';
import { HEIGHT, MARGIN, type Panel, type Point, panel, type Shade, y } from './scale';

const NARROW = '(max-width: 40rem)';
/// Width of a letter of the drawing's small text, to see whether a label fits into its stretch.
const LETTER = 6.6;
const one = (n: number) =>
  new Intl.NumberFormat(document.documentElement.lang, { maximumFractionDigits: 1 }).format(n);

export function AxisPanel({ axis, history }: { axis: Axis; history: History }) {
  const width = matchMedia(NARROW).matches ? 340 : 640;
  const drawn = panel(history, axis, width);
  const [at, setAt] = useState<number | null>(null);
  const group = useRef<SVGGElement>(null);
  const usual = history.usual[axis];
  const last = drawn.points.length - 1;
  const chosen = at === null ? undefined : drawn.points[at];

  const walk = (event: KeyboardEvent) => {
    const ends: Record<string, number> = {
      ArrowRight: (at ?? last) + 1,
      ArrowLeft: (at ?? last) - 1,
      Home: 0,
      End: last,
    };
    const wanted = ends[event.key];
    if (wanted === undefined) return;
    event.preventDefault();
    const next = Math.min(last, Math.max(0, wanted));
    setAt(next);
    group.current?.querySelectorAll<SVGElement>('[data-point]')[next]?.focus();
  };

  return (
    <figure class={`panel ${axis}`}>
      <figcaption class="row between">
        <span class="strong">{t(`axis.${axis}`)}</span>
        <span class="muted small">
          {usual === null || usual === undefined ? '' : t('work.usual', { n: one(usual) })}
        </span>
        <span class="panel-said small" aria-hidden="true">
          {chosen ? pointWords(chosen, axis) : ''}
        </span>
      </figcaption>
      <svg viewBox={`0 0 ${width} ${HEIGHT}`} class="panel-drawing">
        <title>{summary(drawn, axis)}</title>
        <Frame drawn={drawn} width={width} />
        <g ref={group} class="panel-points">
          {drawn.points.map((point, index) => (
            // biome-ignore lint/a11y/noInteractiveElementToNoninteractiveRole: read one by one, like the cells of the table; nothing is operated
            <circle
              key={point.id}
              data-point
              class={point.status}
              cx={point.x}
              cy={point.y}
              r={index === at ? 6 : 4}
              role="img"
              aria-label={pointWords(point, axis)}
              tabIndex={index === (at ?? last) ? 0 : -1}
              onFocus={() => setAt(index)}
              onMouseEnter={() => setAt(index)}
              onKeyDown={walk}
            />
          ))}
        </g>
      </svg>
    </figure>
  );
}

function Frame({ drawn, width }: { drawn: Panel; width: number }) {
  const every = width < 500 ? 3 : 2;
  const across = `M${MARGIN.left} `;
  return (
    // biome-ignore lint/a11y/noAriaHiddenOnFocusable: nothing in here takes the focus
    <g aria-hidden="true">
      {drawn.band ? (
        <rect
          class="panel-band"
          x={MARGIN.left}
          y={drawn.band.top}
          width={width - MARGIN.left - MARGIN.right}
          height={drawn.band.bottom - drawn.band.top}
        />
      ) : null}
      {drawn.shades.map((shade) => (
        <Shaded key={shade.key} shade={shade} />
      ))}
      {[1, 3, 5].map((score) => (
        <g key={score}>
          <path class="panel-grid" d={`${across}${y(score)}H${width - MARGIN.right}`} />
          <text class="panel-text" x={MARGIN.left - 8} y={y(score) + 4} text-anchor="end">
            {score}
          </text>
        </g>
      ))}
      {drawn.weeks.map((week, index) => (
        <g key={week.x}>
          <path class="panel-tick" d={`M${week.x} ${HEIGHT - MARGIN.bottom}v4`} />
          {index % every === 0 ? (
            <text class="panel-text" x={week.x} y={HEIGHT - 5} text-anchor="middle">
              {shortDay(week.at)}
            </text>
          ) : null}
        </g>
      ))}
      {drawn.usualY === null ? null : (
        <path class="panel-usual" d={`${across}${drawn.usualY}H${width - MARGIN.right}`} />
      )}
      <path class="panel-line" d={drawn.path} />
    </g>
  );
}

function Shaded({ shade }: { shade: Shade }) {
  const word = shade.kind === 'gap' ? t('work.gapShort') : t(`absence.kind.${shade.kind}`);
  const fits = word.length * LETTER < shade.width - 4;
  return (
    <g class={`panel-shade${shade.kind === 'gap' ? ' gap' : ''}`}>
      <rect x={shade.x} y={MARGIN.top} width={shade.width} height={HEIGHT - MARGIN.top - MARGIN.bottom} />
      {fits ? (
        <text
          class="panel-text"
          x={shade.x + shade.width / 2}
          y={HEIGHT - MARGIN.bottom - 8}
          text-anchor="middle"
        >
          {word}
        </text>
      ) : null}
    </g>
  );
}

function pointWords(point: Point, axis: Axis): string {
  const words = [
    t('work.point', {
      date: dateTime(point.at),
      axis: t(`axis.${axis}`),
      score: point.score,
      name: point.who,
    }),
    ...point.signs.map(signName),
    point.status === 'folded' ? '' : t(`work.set.${point.status}`),
  ];
  return words.filter(Boolean).join(' · ');
}

function summary(drawn: Panel, axis: Axis): string {
  const counted = drawn.points.filter((point) => point.status === 'folded');
  const last = counted.at(-1);
  if (!last) return t('work.chartNone', { axis: t(`axis.${axis}`) });
  return tn('work.chartAlt', counted.length, { axis: t(`axis.${axis}`), last: last.score });
}
