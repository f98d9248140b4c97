/// English of `fr.ts` beside it.
import type { plan as source } from './fr';

export const plan: Record<keyof typeof source, string> = {
  'plan.title': 'Follow-ups',
};
