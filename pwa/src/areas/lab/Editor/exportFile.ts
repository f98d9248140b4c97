/// The draft as a file. Made here: nothing leaves the browser.
import { dayKey } from '../../../i18n/dates';
import { download } from '../../../ui/download';
import type { RuleSet } from '../rules/model';
import { toToml } from '../rules/toml';

const save = (text: string, type: string, ending: string) =>
  download(text, type, `vigie-regles-${dayKey(new Date())}.${ending}`);

export const exportJson = (set: RuleSet) =>
  save(`${JSON.stringify(set, null, 2)}\n`, 'application/json', 'json');
export const exportToml = (set: RuleSet) => save(toToml(set), 'application/toml', 'toml');
