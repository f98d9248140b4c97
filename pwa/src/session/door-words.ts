/// Words of the doors: loaded by each of them.
import type { Part } from '../i18n';
import { door } from '../i18n/door/fr';

export const doorWords: Part = { fr: door, en: () => import('../i18n/door/en').then((chunk) => chunk.door) };
