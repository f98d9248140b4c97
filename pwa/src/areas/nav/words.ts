/// The frame's own words, loaded by each area that has a frame.
import type { Part } from '../../i18n';
import { nav } from '../../i18n/nav/fr';

export const navWords: Part = { fr: nav, en: () => import('../../i18n/nav/en').then((chunk) => chunk.nav) };
