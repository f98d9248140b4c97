/// The shapes of the administrator's rule lab.
import type { Named, Severity } from './types';

export type RuleVersion = {
  version: number;
  effective_from: string;
  reason: string;
  published_by: Named | null;
  in_force: boolean;
};
export type Current = {
  version: number;
  effective_from: string;
  published_by: string | null;
  reason: string;
  rules: unknown;
};
export type RulesAnswer = {
  current: Current;
  versions: RuleVersion[];
  builtin: { default: unknown; lean: unknown };
  shadow: Shadow | null;
};

/// `place` is a JSON pointer into the rule set, or a line and column of the text.
export type RuleProblem = { place: string; detail: string; suggestion: string | null };
export type Checked = { rules: unknown; problems: RuleProblem[] };

export const REPLAY_DAYS = [30, 90, 180, 365] as const;
export type ReplayDays = (typeof REPLAY_DAYS)[number];
export type BacktestStarted = { id: string; state: Backtest['state']; progress: number };
export type Backtest = BacktestState & { id: string; progress: number; days: number; result: Replay | null };
type BacktestState = { state: 'running' | 'done' | 'cancelled' | 'failed' };

export type Coverage = {
  from: string;
  to: string;
  ratings: number;
  persons: number;
  persons_rated: number;
  visits_done: number;
  visits_rated: number;
  days_with_data: number;
};
export type SectorSummary = { sector: Named; alerts: number; alerts_per_week: number };
export type CoordinatorSummary = {
  coordinator: Named;
  alerts_per_working_day: number;
  over_budget: boolean;
};
export type Judged = { useful: number; noise: number; unjudged: number };
export type Summary = {
  alerts: number;
  alerts_per_week: number;
  by_rule: Record<string, number>;
  by_severity: Partial<Record<Severity, number>>;
  per_week: { week: string; alerts: number }[];
  per_sector: SectorSummary[];
  per_coordinator: CoordinatorSummary[];
  judged: Judged;
};
export type Case = {
  person: Named & { sector_id: string };
  opened_at: string;
  severity: Severity;
  sentence: string;
};
export type Warning = { rule: string | null; code: string; detail: string };
export type Replay = {
  coverage: Coverage;
  current: Summary;
  draft: Summary;
  /// The first ones; the counts are of all.
  gained: Case[];
  lost: Case[];
  gained_count: number;
  lost_count: number;
  warnings: Warning[];
  elapsed_ms: number;
};
export type Shadow = {
  since: string;
  until: string;
  version_label: string;
  rules: unknown;
  live_alerts: number;
  shadow_alerts: number;
  gained: Case[];
  lost: Case[];
};
