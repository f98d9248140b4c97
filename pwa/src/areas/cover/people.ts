/// Who can be away or stand in: the team, and whoever the covers and the duty grid already name. The grid is all an
/// administrator needs, and a colleague who is away now is no longer in the team, though one may plan their next absence.
/// Pure.
import type { Cover, DutyDay } from '../../api/cover';
import type { Named, Role, TeamMember } from '../../api/types';

/// `role` and `sector_ids` where the team says them.
export type Colleague = Named & { role: Role | null; sector_ids: string[] | null };

export function peopleOf(team: TeamMember[], covers: Cover[], duty: DutyDay[]): Colleague[] {
  const named = [
    ...covers.flatMap((cover) => [cover.absent, cover.cover]),
    ...duty.flatMap((day) => day.on_duty),
  ];
  const byId = new Map<string, Colleague>();
  for (const one of named) {
    if (one) byId.set(one.id, { id: one.id, name: one.name, role: null, sector_ids: null });
  }
  for (const one of team) byId.set(one.id, one);
  return [...byId.values()].sort((a, b) => a.name.localeCompare(b.name));
}

/// Whoever could stand in for somebody: a coordinator for a coordinator, a referent for a referent.
export function standIns(people: Colleague[], absent: string): Colleague[] {
  const role = people.find((one) => one.id === absent)?.role ?? null;
  return people.filter((one) => one.id !== absent && (!role || !one.role || one.role === role));
}

/// The sectors a cover can be about: those of the absent one, as far as both are known.
export function sectorsFor(people: Colleague[], absent: string, mine: Named[]): Named[] {
  const theirs = people.find((one) => one.id === absent)?.sector_ids;
  return theirs ? mine.filter((sector) => theirs.includes(sector.id)) : mine;
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
