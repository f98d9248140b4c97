/// The shapes of the HTTP API, snake_case as on the wire. One place: add a field here when the server gains one.
/// Times are RFC 3339 strings with offset, ids are UUID strings.

export type Role = 'aide' | 'coordinator' | 'sector_referent' | 'administrator';
export type Locale = 'fr' | 'en';
export type Label = Record<Locale, string>;
export type Named = { id: string; name: string };
export type Page<T> = { items: T[] };

export type Problem = {
  type: string;
  status: number;
  code: string;
  title: string;
  detail: string;
  errors?: { pointer: string; code: string; detail: string }[];
};

export type User = {
  id: string;
  role: Role;
  name: string;
  login: string;
  federation_id: string;
  sector_ids: string[];
  locale: Locale;
};
export type Session = { access_token: string; expires_in: number; user: User };
export type EnrolmentCheck = { role: Role; name: string; needs_password: boolean };

export type Sign = { id: string; strength: 'strong' | 'weak'; label: Label };
export type EmergencyNumber = { label: Label; phone: string };
export type Me = {
  user: User;
  federation: { id: string; name: string; time_zone: string };
  sectors: Named[];
  signs: Sign[];
  emergency: EmergencyNumber[];
  server_time: string;
};

export const AXES = ['intervention', 'health', 'mood', 'form'] as const;
export type Axis = (typeof AXES)[number];
export type Score = 1 | 2 | 3 | 4 | 5;
export type Scores = Record<Axis, Score | null>;

export type Rating = {
  id: string;
  person_id: string;
  aide_id: string;
  visit_id: string | null;
  visited_at: string;
  scores: Scores;
  signs: string[];
  note: string | null;
  replaces?: string | null;
};
export type RatingResult = {
  id: string;
  outcome: 'stored' | 'duplicate' | 'refused';
  marked?: 'future' | 'too_old';
  problem?: Problem;
};

export type Visit = {
  id: string;
  person: Named;
  aide?: Named;
  starts_at: string;
  ends_at: string;
  status: 'planned' | 'done' | 'cancelled';
  rating_id: string | null;
};
export type Coordination = 'accepted' | 'refused' | 'withdrawn' | 'not_asked';
export type PersonItem = Named & { sector_id: string; coordination?: Coordination };

export type Outcome = 'acted' | 'nothing_needed' | 'declined' | 'new_usual_state' | 'duplicate' | 'noise';
export type AideSignal = {
  alert_id: string;
  rating_id: string;
  person: Named;
  visited_at: string;
  state: 'received' | 'taken' | 'closed';
  by: string | null;
  outcome: Outcome | null;
  for_aide: string | null;
  at: string;
};

export type AlertState = 'new' | 'taken' | 'snoozed' | 'closed';
export type Severity = 'moderate' | 'high' | 'critical';
export type Finding = {
  id: string;
  rule: string;
  family: 'scores' | 'signs' | 'silence';
  severity: Severity;
  at: string;
  sentence: string;
  lifted: boolean;
  evidence: Record<string, unknown>;
};
export type AlertItem = {
  id: string;
  version: number;
  state: AlertState;
  severity: Severity;
  person: Named & { sector_id: string };
  opened_at: string;
  updated_at: string;
  due_at: string | null;
  snoozed_until: string | null;
  closed_at: string | null;
  outcome: Outcome | null;
  owner: Named | null;
  escalated: boolean;
  sentence: string;
  findings: Finding[];
  spark: (number | null)[];
};
export type AlertPage = { items: AlertItem[]; next_cursor: string | null; last_event_id: string };

export type TimelineKind =
  | 'opened'
  | 'finding_added'
  | 'finding_lifted'
  | 'severity_raised'
  | 'claimed'
  | 'released'
  | 'assigned'
  | 'snoozed'
  | 'woken'
  | 'note'
  | 'note_retracted'
  | 'action'
  | 'resolved'
  | 'reopened'
  | 'escalated'
  | 'rerouted'
  | 'claim_expired';
export type TimelineEntry = {
  seq: number;
  at: string;
  kind: TimelineKind;
  actor: (Named & { role: Role }) | null;
  text: string | null;
  data: Record<string, unknown>;
};
export type HistoryRating = {
  id: string;
  visited_at: string;
  aide: Named;
  scores: Scores;
  signs: string[];
  note: string | null;
  status: 'folded' | 'replaced' | 'future' | 'too_old';
};
export type History = {
  from: string;
  to: string;
  usual: Record<Axis, number | null>;
  ratings: HistoryRating[];
};
export type AlertDetail = AlertItem & { timeline: TimelineEntry[]; history: History };

export const ACTION_KINDS = [
  'phone_call',
  'home_visit',
  'adapt_help',
  'hours',
  'equipment',
  'meal_delivery',
  'respite',
  'partner',
  'dac',
  'other',
] as const;
export type ActionKind = (typeof ACTION_KINDS)[number];
export const CONTACTS = ['phone', 'visit', 'message', 'meeting', 'none'] as const;
export type Contact = (typeof CONTACTS)[number];
export const AGREEMENTS = ['person', 'family', 'refused', 'not_asked'] as const;
export type Agreement = (typeof AGREEMENTS)[number];
export const OUTCOMES = [
  'acted',
  'nothing_needed',
  'declined',
  'new_usual_state',
  'duplicate',
  'noise',
] as const satisfies readonly Outcome[];

export type PersonFile = Named & {
  sector_id: string;
  consent: { coordination: Coordination; given_by: string | null; at: string | null };
  history: History;
  alerts: {
    id: string;
    state: AlertState;
    severity: Severity;
    opened_at: string;
    closed_at: string | null;
    outcome: Outcome | null;
    sentence: string;
  }[];
};
export type TeamMember = Named & { role: Role; sector_ids: string[] };

export type RuleVersion = { version: number; effective_from: string; reason: string };
export type RulesAnswer = {
  current: RuleVersion & { published_by: string | null; rules: Record<string, unknown> };
  versions: RuleVersion[];
};
export type Job = {
  name: string;
  cron: string;
  time_zone: string;
  enabled: boolean;
  last_occurrence: string | null;
  last_finished_at: string | null;
  last_outcome: string | null;
  next_at: string | null;
};
