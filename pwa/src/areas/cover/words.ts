/// A cover in words.
import type { Cover } from '../../api/cover';
import { t } from '../../i18n';
import { dayTime } from '../../i18n/dates';

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
