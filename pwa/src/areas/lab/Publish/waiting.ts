/// A version that was published for a later day. Pure.
import type { RulesAnswer, RuleVersion } from '../../../api/lab';

export function waitingVersion(answer: RulesAnswer | string, now = Date.now()): RuleVersion | null {
  if (typeof answer === 'string') return null;
  return answer.versions.find((version) => Date.parse(version.effective_from) > now) ?? null;
}

/// The beginning of a day here, as a moment; nothing for 'at once'.
export function startOf(day: string): string | null {
  const at = day === '' ? Number.NaN : new Date(`${day}T00:00:00`).getTime();
  return Number.isNaN(at) ? null : new Date(at).toISOString();
}

export function dayAfter(today: Date): string {
  const next = new Date(today.getFullYear(), today.getMonth(), today.getDate() + 1);
  const two = (n: number) => String(n).padStart(2, '0');
  return `${next.getFullYear()}-${two(next.getMonth() + 1)}-${two(next.getDate())}`;
}
