/// A draft's changes as an exception for one sector. Pure.
import type { Change } from './diff';
import type { Fields } from './model';

export type Exception = { rules: { [id: string]: Fields } };

/// The changes as partial rules by id; null when something in them is not one rule's own, such as the life of alerts,
/// or a rule that is not in force: these are the whole federation's.
export function exceptionOf(changes: Change[]): Exception | null {
  const rules: Exception['rules'] = {};
  for (const { path, from, to } of changes) {
    const [first, id, field, ...deeper] = path.split('/');
    if (first !== 'rules' || !id || !field || deeper.length > 0 || from === undefined || to === undefined)
      return null;
    rules[id] = { ...rules[id], [field]: to };
  }
  return changes.length > 0 ? { rules } : null;
}
