/// English of `fr.ts` beside it.
import type { lab as source } from './fr';

export const lab: Record<keyof typeof source, string> = {
  'lab.title': 'Rule lab',
};
