/// Says on every page whom one stands in for and who stands in for oneself. Ends by itself.
import { useEffect, useState } from 'preact/hooks';
import type { Cover, MeWithCovers } from '../../api/cover';
import { t } from '../../i18n';
import { dayTime } from '../../i18n/dates';
import { me } from '../../session/session';
import { Icon } from '../../ui/Icon/Icon';
import { type Banner, bannersAt } from './covers';

/// Ends are told in minutes.
const LOOK_MS = 30_000;

export function Banners() {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), LOOK_MS);
    return () => clearInterval(timer);
  }, []);
  const mine = me.value as MeWithCovers | null;
  const banners = bannersAt(mine?.covering ?? [], mine?.covered ?? [], now);
  if (banners.length === 0) return null;
  return (
    <section class="cover-banners" aria-label={t('nav.banners')}>
      {banners.map((banner) => (
        <p key={`${banner.role}-${banner.cover.id}`} class={`cover-banner${banner.soon ? ' soon' : ''}`}>
          <Icon name="users" size={18} />
          <span>{wordsOf(banner)}</span>
          <a href={`/suppleance/${banner.cover.id}`}>{t('nav.handover')}</a>
        </p>
      ))}
    </section>
  );
}

const partOf = (cover: Cover): string | null => cover.person?.name ?? cover.sector?.name ?? null;

function wordsOf({ cover, role, soon }: Banner): string {
  const part = partOf(cover);
  const to = dayTime(cover.to);
  if (role === 'covering') {
    const name = cover.absent?.name ?? '';
    if (soon && name) return t('nav.coverSoon', { name, from: dayTime(cover.from), to });
    if (!name || cover.kind === 'add')
      return t('nav.coverHelp', { part: part ?? (name || t('nav.allSectors')), to });
    return part ? t('nav.coverPart', { name, part, to }) : t('nav.coverAll', { name, to });
  }
  const name = cover.cover?.name;
  if (!name) return t('nav.coveredByNobody', { to });
  if (soon) return t('nav.coveredSoon', { name, from: dayTime(cover.from), to });
  return part ? t('nav.coveredPart', { name, part, to }) : t('nav.coveredBy', { name, to });
}
