/// The pages of an area: a row of links where there is room, a menu under one button where there is not. The button says which
/// page one is on. Arrows are not needed: it is a list of links, which Tab walks; Escape closes and gives the focus back.
import { useEffect, useRef, useState } from 'preact/hooks';
import { useLocation } from 'preact-iso';
import { t } from '../../i18n';
import { Icon } from '../../ui/Icon/Icon';
import './nav.css';
import { hereOf, type Place } from './places';

export function Nav({ places, id }: { places: Place[]; id: string }) {
  const { path } = useLocation();
  const [open, setOpen] = useState(false);
  const frame = useRef<HTMLElement>(null);
  const button = useRef<HTMLButtonElement>(null);
  const here = hereOf(places, path);
  useEffect(() => setOpen(false), [path]);
  useEffect(() => {
    if (!open) return;
    const outside = (event: Event) => {
      if (!frame.current?.contains(event.target as Node)) setOpen(false);
    };
    document.addEventListener('pointerdown', outside);
    document.addEventListener('focusin', outside);
    return () => {
      document.removeEventListener('pointerdown', outside);
      document.removeEventListener('focusin', outside);
    };
  }, [open]);
  const page = here ? t(here.word) : '';
  return (
    <nav
      ref={frame}
      class="nav"
      aria-label={t('nav.pages')}
      onKeyDown={(event) => {
        if (event.key !== 'Escape' || !open) return;
        event.stopPropagation();
        setOpen(false);
        button.current?.focus();
      }}
    >
      <button
        ref={button}
        type="button"
        class="nav-button"
        aria-expanded={open}
        aria-controls={id}
        aria-label={t('nav.open', { page })}
        onClick={() => setOpen(!open)}
      >
        <Icon name="menu" size={24} />
        <span class="nav-here">{page}</span>
      </button>
      <ul id={id} class={`nav-list${open ? ' open' : ''}`}>
        {places.map((place) => (
          <li key={place.href}>
            <a
              href={place.href}
              aria-current={place === here ? 'page' : undefined}
              onClick={() => setOpen(false)}
            >
              {t(place.word)}
            </a>
          </li>
        ))}
      </ul>
    </nav>
  );
}
