/// How messages leave: those that did not arrive, the services that take them, and what came of all of them. To add a part: a file
/// beside these, a line in `PARTS`.
import type { ComponentType } from 'preact';
import { useLocation } from 'preact-iso';
import { type Key, t } from '../../i18n';
import { letters } from '../../i18n/letters/fr';
import { Heading } from '../../ui/Page/Page';
import { Counts } from './Counts';
import { Failed } from './Failed';
import './letters.css';
import { Services } from './Services';

/// What this area says, in both languages.
export const words = [
  { fr: letters, en: () => import('../../i18n/letters/en').then((chunk) => chunk.letters) },
];

const PARTS: { path: string; word: Key; View: ComponentType }[] = [
  { path: '/courriers', word: 'letters.failed', View: Failed },
  { path: '/courriers/services', word: 'letters.services', View: Services },
  { path: '/courriers/chiffres', word: 'letters.figures', View: Counts },
];

export function LettersArea() {
  const path = useLocation().path.replace(/(.)\/$/, '$1');
  const here = PARTS.find((part) => part.path === path) ?? PARTS[0];
  if (!here) return null;
  return (
    <main id="main" class="letters stack">
      <Heading title={t('letters.title')} />
      <nav class="tabs-row" aria-label={t('letters.parts')}>
        {PARTS.map((part) => (
          <a key={part.path} href={part.path} aria-current={part === here ? 'page' : undefined}>
            {t(part.word)}
          </a>
        ))}
      </nav>
      <here.View />
    </main>
  );
}
