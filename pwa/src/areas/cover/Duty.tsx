/// Who is there on each of the coming days: a table where there is room, a list a sector on a phone. A day with nobody says
/// so in words, with an icon, and offers to find somebody.
import type { DutyDay } from '../../api/cover';
import type { Named } from '../../api/types';
import { t, tn } from '../../i18n';
import { atHour, day as dayWords, shortDay, weekDay, weekDayOnly } from '../../i18n/dates';
import { Disclosure } from '../../ui/Disclosure/Disclosure';
import { Figures } from '../../ui/Figures/Figures';
import { Icon } from '../../ui/Icon/Icon';
import { useWide } from '../../ui/useWide';
import { firstName, type Grid, gridOf } from './people';

type Fill = (sector: string, day: string) => void;
const noon = (day: string) => atHour(day, 12);

export function Duty({ items, onFill }: { items: DutyDay[]; onFill: Fill }) {
  const wide = useWide();
  const grid = gridOf(items);
  const gaps = grid.rows.reduce((sum, row) => sum + row.gaps, 0);
  return (
    <section class="stack-s">
      <h2>{t('cover.duty')}</h2>
      <p class="muted small">{t('cover.dutyLead')}</p>
      <p class={`duty-sum ${gaps > 0 ? 'gap' : 'ok'}`}>
        <Icon name={gaps > 0 ? 'alert' : 'check'} size={18} />
        {gaps > 0 ? tn('cover.gaps', gaps) : t('cover.noGap')}
      </p>
      {wide ? <Table grid={grid} onFill={onFill} /> : <Lists grid={grid} onFill={onFill} />}
    </section>
  );
}

function Table({ grid, onFill }: { grid: Grid; onFill: Fill }) {
  return (
    <Figures caption={t('cover.duty')} hideCaption>
      <thead>
        <tr>
          <th scope="col">{t('cover.sector')}</th>
          {grid.days.map((day) => (
            <th key={day} scope="col" class="duty-day">
              {weekDayOnly(noon(day))}
              <br />
              {shortDay(noon(day))}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {grid.rows.map(({ sector, cells }) => (
          <tr key={sector.id}>
            <th scope="row">{sector.name}</th>
            {cells.map((cell, index) => (
              <td key={grid.days[index]} class={`duty-cell${cell?.gap ? ' gap' : ''}`}>
                {cell ? <Cell cell={cell} sector={sector} onFill={onFill} /> : '–'}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </Figures>
  );
}

function Lists({ grid, onFill }: { grid: Grid; onFill: Fill }) {
  return (
    <>
      {grid.rows.map(({ sector, cells, gaps }) => (
        <Disclosure
          key={sector.id}
          title={sector.name}
          open={gaps > 0}
          {...(gaps > 0 ? { extra: tn('cover.gaps', gaps) } : {})}
        >
          <ul class="duty-list">
            {cells.map((cell) =>
              cell ? (
                <li key={cell.day} class={cell.gap ? 'gap' : undefined}>
                  <span>{weekDay(noon(cell.day))}</span>
                  <Cell cell={cell} sector={sector} onFill={onFill} />
                </li>
              ) : null,
            )}
          </ul>
        </Disclosure>
      ))}
    </>
  );
}

/// A gap with somebody in it: there is a working moment of the day at which nobody is.
function Cell({ cell, sector, onFill }: { cell: DutyDay; sector: Named; onFill: Fill }) {
  const names = cell.on_duty.map((one) => firstName(one.name)).join(', ');
  if (!cell.gap) return <span>{names}</span>;
  const what = t(names ? 'cover.partly' : 'cover.nobody');
  const fill = t('cover.fill', { sector: sector.name, day: dayWords(noon(cell.day)) });
  return (
    <>
      {names ? <span class="duty-names">{names}</span> : null}
      <button
        type="button"
        class="duty-gap"
        aria-label={`${what}. ${fill}`}
        onClick={() => onFill(sector.id, cell.day)}
      >
        <Icon name="alert" size={16} />
        {what}
      </button>
    </>
  );
}
