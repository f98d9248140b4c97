/// What the page asks for: the covers of the time around now, who is on duty, and the team.
import { api } from '../../api/client';
import { type Cover, coverApi, type DutyDay } from '../../api/cover';
import type { Result } from '../../api/problem';
import { dayKeyPlus } from '../../i18n/dates';
import { user } from '../../session/session';
import { type Colleague, peopleOf } from './people';

/// What is over is kept in sight for two months; what is planned, for half a year.
const BACK_DAYS = 60;
const AHEAD_DAYS = 180;
export const DUTY_DAYS = 14;

export type Around = { covers: Cover[]; duty: DutyDay[]; people: Colleague[] };

export const coversAround = (now: Date) =>
  coverApi.list(dayKeyPlus(now, -BACK_DAYS), dayKeyPlus(now, AHEAD_DAYS));

export async function loadAround(): Promise<Result<Around>> {
  const [covers, duty, team] = await Promise.all([
    coversAround(new Date()),
    coverApi.duty(DUTY_DAYS),
    user.value?.role === 'administrator' ? null : api.team(),
  ]);
  if (!covers.ok) return covers;
  if (!duty.ok) return duty;
  // An administrator has no team; the grid names everybody who is on duty.
  const members = team?.ok ? team.data.items : [];
  const people = peopleOf(members, covers.data.items, duty.data.items);
  return { ok: true, data: { covers: covers.data.items, duty: duty.data.items, people } };
}
