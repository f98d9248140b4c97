/// A cover in words.
import type { Cover } from '../../api/cover';
import type { Failure } from '../../api/problem';
import { t } from '../../i18n';
import { dayTime } from '../../i18n/dates';
import { failureWords } from '../../ui/Asked/Asked';

export function whatIs({ kind, absent, cover }: Cover): string {
  const names = { absent: absent?.name ?? '', cover: cover?.name ?? '' };
  if (kind === 'add') return t(absent ? 'cover.is.addFor' : 'cover.is.add', names);
  return t(kind === 'replace' ? 'cover.is.replace' : 'cover.is.remove', names);
}

export function scopeOf({ sector, person }: Cover): string {
  if (person) return person.name;
  return sector ? t('cover.scopeSector', { name: sector.name }) : t('cover.scopeAll');
}

export const between = ({ from, to, ended_at }: Cover): string =>
  t('cover.between', { from: dayTime(from), to: dayTime(ended_at ?? to) });

/// The places of what was refused say more than the refusal.
export function refusalWords(failure: Failure): string {
  const places = failure.kind === 'problem' ? (failure.problem.errors ?? []) : [];
  return places.length > 0 ? places.map((place) => place.detail).join(' ') : failureWords(failure);
}
