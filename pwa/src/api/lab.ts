/// The shapes of the administrator's rule lab, on the generated ones. A rule set is data that may grow: `areas/lab`
/// reads it with care.
import type { components } from './schema';

type S = components['schemas'];
type Data = Record<string, unknown>;
/// Rule sets, which the document can only call objects.
type WithRules<T extends { rules: unknown }> = Omit<T, 'rules'> & { rules: Data };

export type RuleVersion = S['RulesVersion'];
export type Current = WithRules<S['CurrentRules']>;
export type Shadow = WithRules<S['Shadow']>;
export type RulesAnswer = Omit<S['RulesView'], 'current' | 'builtin' | 'shadow'> & {
  current: Current;
  builtin: Record<keyof S['BuiltIn'], Data>;
  shadow: Shadow | null;
};

/// `place`: line and column of a text, and the pointer into the set.
export type RuleProblem = S['RuleProblem'];
export type Checked = Omit<S['Checked'], 'rules'> & { rules: Data | null };

export const REPLAY_DAYS = [30, 90, 180, 365] as const;
export type ReplayDays = (typeof REPLAY_DAYS)[number];
export type Backtest = S['BacktestView'];
export type Replay = S['LabResult'];
export type Coverage = S['Coverage'];
export type Summary = S['LabSummary'];
export type CoordinatorSummary = S['CoordinatorAlerts'];
export type Judged = S['Judged'];
export type Case = S['LabCase'];
/// What differs for a sector or a person.
export type Exception = Omit<S['OverrideView'], 'overrides'> & { overrides: Data };
export type NewException = { sector_id: string; overrides: object; reason: string };
