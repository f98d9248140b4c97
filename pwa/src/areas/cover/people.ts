/// Who can be away or stand in: the team, and whoever the covers and the duty grid already name. The grid is all an
/// administrator needs, and a colleague who is away now is no longer in the team, though one may plan their next absence.
/// Pure.
import type { Cover, DutyDay } from '../../api/cover';
import type { Named } from '../../api/types';

export function peopleOf(team: Named[], covers: Cover[], duty: DutyDay[]): Named[] {
  const known = [
    ...team,
    ...covers.flatMap((cover) => [cover.absent, cover.cover]),
    ...duty.flatMap((day) => day.on_duty),
  ];
  const byId = new Map(known.flatMap((one) => (one ? [[one.id, { id: one.id, name: one.name }]] : [])));
  return [...byId.values()].sort((a, b) => a.name.localeCompare(b.name));
}

/// One row a sector, one column a day, as the grid draws them.
export type Grid = { days: string[]; rows: { sector: Named; cells: (DutyDay | null)[]; gaps: number }[] };

export function gridOf(items: DutyDay[]): Grid {
  const days = [...new Set(items.map((item) => item.day))].sort();
  const sectors = [...new Map(items.map((item) => [item.sector.id, item.sector])).values()].sort((a, b) =>
    a.name.localeCompare(b.name),
  );
  const rows = sectors.map((sector) => {
    const mine = items.filter((item) => item.sector.id === sector.id);
    return {
      sector,
      cells: days.map((day) => mine.find((item) => item.day === day) ?? null),
      gaps: mine.filter((item) => item.gap).length,
    };
  });
  return { days, rows };
}

/// First names only where the room is small: `Nadia Modèle` is `Nadia`.
export const firstName = (name: string) => name.split(/\s+/)[0] ?? name;
