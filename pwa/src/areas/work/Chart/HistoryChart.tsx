/// Eight weeks in three small panels, one per axis, with the usual level; and the same figures as a table.
/// Within a panel one point is a tab stop and the arrows walk along the others.
import { useRef, useState } from 'preact/hooks';
import type { Axis, History } from '../../../api/types';
import { label, t, tn } from '../../../i18n';
import { dateTime, shortDay } from '../../../i18n/dates';
import { me } from '../../../session/session';
import { Disclosure } from '../../../ui/Disclosure/Disclosure';
import './chart.css';
import { HEIGHT, MARGIN, type Panel, type Point, panel, y } from './scale';

const SHOWN: Axis[] = ['health', 'mood', 'form'];
const ALL: Axis[] = ['intervention', 'health', 'mood', 'form'];
const NARROW = '(max-width: 40rem)';
const one = (n: number) =>
  new Intl.NumberFormat(document.documentElement.lang, { maximumFractionDigits: 1 }).format(n);

export function HistoryChart({ history }: { history: History }) {
  return (
    <section class="stack-s">
      <h2>{t('work.chart')}</h2>
      {SHOWN.map((axis) => (
        <AxisPanel key={axis} axis={axis} history={history} />
      ))}
      <Disclosure title={t('work.chartTable')} extra={String(history.ratings.length)}>
        <Table history={history} />
      </Disclosure>
    </section>
  );
}

function AxisPanel({ axis, history }: { axis: Axis; history: History }) {
  const width = matchMedia(NARROW).matches ? 340 : 640;
  const drawn = panel(history, axis, width);
  const [at, setAt] = useState<number | null>(null);
  const group = useRef<SVGGElement>(null);
  const name = t(`axis.${axis}`);
  const usual = history.usual[axis];
  const last = drawn.points.length - 1;
  const chosen = at === null ? undefined : drawn.points[at];

  const walk = (event: KeyboardEvent) => {
    const step = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0;
    if (!step) return;
    event.preventDefault();
    const next = Math.min(last, Math.max(0, (at ?? last) + step));
    setAt(next);
    group.current?.querySelectorAll<SVGElement>('[data-point]')[next]?.focus();
  };

  return (
    <figure class={`panel ${axis}`}>
      <figcaption class="row between">
        <span class="strong">{name}</span>
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
  return (
    // biome-ignore lint/a11y/noAriaHiddenOnFocusable: nothing in here takes the focus
    <g aria-hidden="true">
      {[1, 3, 5].map((score) => (
        <g key={score}>
          <path class="panel-grid" d={`M${MARGIN.left} ${y(score)}H${width - MARGIN.right}`} />
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
        <path class="panel-usual" d={`M${MARGIN.left} ${drawn.usualY}H${width - MARGIN.right}`} />
      )}
      <path class="panel-line" d={drawn.path} />
    </g>
  );
}

const pointWords = (point: Point, axis: Axis) =>
  t('work.point', { date: dateTime(point.at), axis: t(`axis.${axis}`), score: point.score, name: point.who });

function summary(drawn: Panel, axis: Axis): string {
  const last = drawn.points.at(-1);
  if (!last) return t('work.chartNone', { axis: t(`axis.${axis}`) });
  return tn('work.chartAlt', drawn.points.length, { axis: t(`axis.${axis}`), last: last.score });
}

function Table({ history }: { history: History }) {
  const signName = (id: string) => {
    const sign = me.value?.signs.find((other) => other.id === id);
    return sign ? label(sign.label) : id;
  };
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls sideways, so the keyboard must be able to scroll it
    <section class="table-scroll" tabIndex={0} aria-label={t('work.chartTable')}>
      <table>
        <thead>
          <tr>
            <th scope="col">{t('work.colDate')}</th>
            {ALL.map((axis) => (
              <th key={axis} scope="col">
                {t(`axis.${axis}`)}
              </th>
            ))}
            <th scope="col">{t('work.colSigns')}</th>
            <th scope="col">{t('work.colNote')}</th>
            <th scope="col">{t('work.colBy')}</th>
            <th scope="col">{t('work.colStatus')}</th>
          </tr>
        </thead>
        <tbody>
          {[...history.ratings].reverse().map((rating) => (
            <tr key={rating.id}>
              <th scope="row">{dateTime(rating.visited_at)}</th>
              {ALL.map((axis) => (
                <td key={axis}>{rating.scores[axis] ?? '–'}</td>
              ))}
              <td>{rating.signs.map(signName).join(', ')}</td>
              <td>{rating.note}</td>
              <td>{rating.aide.name}</td>
              <td>{t(`work.status.${rating.status}`)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
