/// Another set as the draft.
import { t } from '../../../i18n';
import { showToast } from '../../../ui/Toast/toast';
import type { RuleSet } from '../rules/model';
import { replaceDraft, restore } from '../store';

/// Puts a whole set into the draft, with ten seconds to think again.
export function load(next: RuleSet, name: string): void {
  const before = replaceDraft(next);
  const action = before ? { action: { label: t('app.undo'), run: () => restore(before) } } : {};
  showToast({ text: t('lab.loaded', { name }), tone: 'ok', ...action });
}
