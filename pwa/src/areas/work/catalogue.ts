/// The federation's catalogue of actions and kinds of partners. It seldom changes: asked for once while the page lives.
import { signal } from '@preact/signals';
import { type Catalogue, type CatalogueAction, casework } from '../../api/casework';
import { label, wordOr } from '../../i18n';

export const catalogue = signal<Catalogue | 'loading' | 'failed'>('loading');

let asked = false;

async function ask(): Promise<void> {
  const answer = await casework.catalogue();
  asked = answer.ok;
  catalogue.value = answer.ok ? answer.data : 'failed';
}

export function loadCatalogue(): void {
  if (asked) return;
  asked = true;
  catalogue.value = 'loading';
  void ask();
}

const found = () => (typeof catalogue.value === 'string' ? null : catalogue.value);

/// What one may choose from. An action that is hidden stays in old lines.
export const shownActions = (): CatalogueAction[] => found()?.actions.filter((one) => !one.hidden) ?? [];

/// The federation's word for an action; ours while the catalogue is not there.
export function actionName(kind: string): string {
  const action = found()?.actions.find((one) => one.id === kind);
  return action ? label(action.label) : wordOr('work.kind', kind);
}

export function partnerKindName(kind: string): string {
  const known = found()?.partner_kinds.find((one) => one.id === kind);
  return known ? label(known.label) : kind;
}
