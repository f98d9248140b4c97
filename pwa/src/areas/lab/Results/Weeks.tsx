/// Alerts a week: the draft as bars, what is in force as a stepped line over them; weeks without data are hatched.
import { scaleLinear } from 'd3-scale';
import type { Replay } from '../../../api/lab';
import { t, tn } from '../../../i18n';
import { shortDay } from '../../../i18n/dates';
import { Disclosure } from '../../../ui/Disclosure/Disclosure';
import { type Week, weeksOf } from '../rules/outlook';

const NARROW = '(max-width: 40rem)';
const WIDE = '(min-width: 64rem)';
/// In the drawing's own units: about the pixels it gets, so that text keeps its size.
const widthNow = () => (matchMedia(NARROW).matches ? 340 : matchMedia(WIDE).matches ? 1150 : 760);
const HEIGHT = 180;
const MARGIN = { top: 10, right: 4, bottom: 24, left: 30 };
const FLOOR = HEIGHT - MARGIN.bottom;

export function Weeks({ replay, days }: { replay: Replay; days: number }) {
  const weeks = weeksOf(replay, days);
  const silent = weeks.filter((week) => !week.data).length;
  return (
    <section class="stack-s">
      <h3>{t('lab.weeks')}</h3>
      <ul class="lab-legend small">
        <li>
          <span class="lab-key bar" />
          {t('lab.draft')}
        </li>
        <li>
          <span class="lab-key line" />
          {t('lab.inForce')}
        </li>
        {silent > 0 ? (
          <li>
            <span class="lab-key none" />
            {tn('lab.silentWeeks', silent)}
          </li>
        ) : null}
      </ul>
      <Drawing weeks={weeks} />
      <Disclosure title={t('lab.weeksTable')} extra={String(weeks.length)}>
        <table>
          <thead>
            <tr>
              <th scope="col">{t('lab.week')}</th>
              <th scope="col">{t('lab.inForce')}</th>
              <th scope="col">{t('lab.draft')}</th>
            </tr>
          </thead>
          <tbody>
            {weeks.map((week) => (
              <tr key={week.week}>
                <th scope="row">{shortDay(week.week)}</th>
                {week.data ? (
                  <>
                    <td>{week.current}</td>
                    <td>{week.draft}</td>
                  </>
                ) : (
                  <td colSpan={2}>{t('lab.noData')}</td>
                )}
              </tr>
            ))}
          </tbody>
        </table>
      </Disclosure>
    </section>
  );
}

function Drawing({ weeks }: { weeks: Week[] }) {
  const width = widthNow();
  const top = Math.max(4, ...weeks.map((week) => Math.max(week.current, week.draft)));
  const y = scaleLinear([0, top], [FLOOR, MARGIN.top]).nice(4);
  const step = (width - MARGIN.left - MARGIN.right) / Math.max(1, weeks.length);
  const x = (index: number) => MARGIN.left + index * step;
  const gap = Math.min(4, step * 0.2);
  // Enough room for a day and a month under each label.
  const every = Math.ceil(56 / step);
  return (
    <svg viewBox={`0 0 ${width} ${HEIGHT}`} class="lab-weeks" role="img" aria-label={summary(weeks)}>
      {y.ticks(4).map((tick) => (
        <g key={tick}>
          <path class="lab-grid" d={`M${MARGIN.left} ${y(tick)}H${width - MARGIN.right}`} />
          <text class="lab-tick" x={MARGIN.left - 6} y={y(tick) + 4} text-anchor="end">
            {tick}
          </text>
        </g>
      ))}
      {weeks.map((week, index) =>
        week.data ? (
          <rect
            key={week.week}
            class="lab-bar"
            x={x(index) + gap / 2}
            width={Math.max(1, step - gap)}
            y={y(week.draft)}
            height={FLOOR - y(week.draft)}
          />
        ) : (
          <rect
            key={week.week}
            class="lab-none"
            x={x(index)}
            width={step}
            y={MARGIN.top}
            height={FLOOR - MARGIN.top}
          />
        ),
      )}
      <path class="lab-step" d={stairs(weeks, x, step, y)} />
      {weeks.map((week, index) =>
        index % every === 0 && x(index) + 30 < width ? (
          <text key={week.week} class="lab-tick" x={x(index) + 2} y={HEIGHT - 6}>
            {shortDay(week.week)}
          </text>
        ) : null,
      )}
    </svg>
  );
}

function stairs(weeks: Week[], x: (index: number) => number, step: number, y: (n: number) => number): string {
  return weeks
    .map((week, index) => {
      if (!week.data) return '';
      const before = weeks[index - 1];
      return `${before?.data ? 'L' : 'M'}${x(index)} ${y(week.current)}H${x(index) + step}`;
    })
    .join('');
}

function summary(weeks: Week[]): string {
  const known = weeks.filter((week) => week.data);
  if (known.length === 0) return t('lab.noData');
  const most = (of: (week: Week) => number) => Math.max(...known.map(of));
  return t('lab.weeksAlt', {
    n: known.length,
    current: most((week) => week.current),
    draft: most((week) => week.draft),
  });
}
