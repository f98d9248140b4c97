/// What a publication changes, in one sentence.
import { t, tn } from '../../../i18n';
import type { Effect } from '../rules/outlook';

export function effectSentence(effect: Effect): string {
  switch (effect.kind) {
    case 'more':
      return tn('lab.effect.more', effect.n);
    case 'fewer':
      return tn('lab.effect.fewer', effect.n);
    case 'same':
      return t('lab.effect.same');
    case 'unknown':
      return t('lab.effect.unknown');
  }
}
