/// Says on every page whom one stands in for and who stands in for oneself. Ends by itself.
import { useEffect, useRef, useState } from 'preact/hooks';
import type { Cover, MeWithCovers } from '../../api/cover';
import { t } from '../../i18n';
import { dayTime } from '../../i18n/dates';
import { me } from '../../session/session';
import { Icon } from '../../ui/Icon/Icon';
import { type Banner, bannersAt } from './covers';

/// Ends are told in minutes.
const LOOK_MS = 30_000;

export function Banners() {
  const [, look] = useState(0);
  const frame = useRef<HTMLElement>(null);
  useEffect(() => {
    const timer = setInterval(() => look((n) => n + 1), LOOK_MS);
    return () => clearInterval(timer);
  }, []);
  const mine = me.value as MeWithCovers | null;
  const banners = bannersAt(mine?.covering ?? [], mine?.covered ?? [], Date.now());
  const shown = banners.map((banner) => banner.cover.id).join();
  useEffect(() => measured(frame.current), [shown]);
  if (banners.length === 0) return null;
  return (
    <section ref={frame} aria-label={t('nav.banners')}>
      {banners.map((banner) => (
        <a
          key={`${banner.role}-${banner.cover.id}`}
          class={`cover-banner${banner.soon ? ' soon' : ''}`}
          href={`/suppleance/${banner.cover.id}`}
        >
          <Icon name="users" size={18} />
          <span>{wordsOf(banner)}</span>
          <span class="hidden">{t('nav.handover')}</span>
          <Icon name="next" size={18} />
        </a>
      ))}
    </section>
  );
}

/// Pages that fill the window's height take the banners' height off it.
function measured(frame: HTMLElement | null): (() => void) | undefined {
  if (!frame) return;
  const root = document.documentElement.style;
  const watch = new ResizeObserver(() => root.setProperty('--banners', `${frame.offsetHeight}px`));
  watch.observe(frame);
  return () => {
    watch.disconnect();
    root.removeProperty('--banners');
  };
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
