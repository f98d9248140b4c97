/// The draft as a file. Made here: nothing leaves the browser.
import { dayKey } from '../../../i18n/dates';
import type { RuleSet } from '../rules/model';
import { toToml } from '../rules/toml';

function save(text: string, type: string, ending: string): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(new Blob([text], { type }));
  link.download = `vigie-regles-${dayKey(new Date())}.${ending}`;
  link.click();
  // Some browsers read the file only after this turn.
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

export const exportJson = (set: RuleSet) =>
  save(`${JSON.stringify(set, null, 2)}\n`, 'application/json', 'json');
export const exportToml = (set: RuleSet) => save(toToml(set), 'application/toml', 'toml');
