/// The shapes of the HTTP API under the names the app uses. They stand on `schema.d.ts`, written by `make api-types`
/// from the server's own document: when the server changes a field, the type check fails where it was used.
/// By hand only what the document says more loosely than we need; `Narrow` refuses what contradicts it.
/// To add a shape: one line that names its schema.
import type { CaseParts } from './case';
import type { components } from './schema';

export type S = components['schemas'];
/// Some fields told more exactly. A field that is gone, or whose type no longer holds ours, is an error.
export type Narrow<T, N extends { [K in keyof N]: K extends keyof T ? T[K] : never }> = Omit<T, keyof N> & N;
/// Objects of any shape, which the document can only call objects.
type Loose<T, K extends keyof T> = Omit<T, K> & Record<K, Record<string, unknown>>;

export type Role = S['Role'];
export type Locale = 'fr' | 'en';
export type Label = S['Label'];
export type Named = S['Named'];
export type Page<T> = { items: T[] };
export type Problem = Omit<S['ProblemDocument'], 'alert'>;

/// `second_factor_due`: asked of this account and not there yet; until then nothing else can be done.
export type User = Narrow<S['UserView'], { locale: Locale }> & { second_factor_due?: boolean };
export type Session = Narrow<S['Session'], { user: User }>;
export type EnrolmentCheck = S['Invitation'];
export type Sign = S['SignView'];
export type EmergencyNumber = S['EmergencyNumber'];
export type Me = Narrow<S['Me'], { user: User }>;

export const AXES = [
  'intervention',
  'health',
  'mood',
  'form',
] as const satisfies readonly (keyof S['Scores'])[];
export type Axis = (typeof AXES)[number];
export type Score = 1 | 2 | 3 | 4 | 5;
export type Scores = Narrow<S['Scores'], Record<Axis, Score | null>>;

export type Rating = Narrow<
  S['RatingBody'],
  { aide_id: string; visit_id: string | null; note: string | null; scores: Scores }
>;
export type RatingResult = Narrow<
  S['ItemResult'],
  {
    id: string;
    outcome: 'stored' | 'duplicate' | 'refused';
    marked?: 'future' | 'too_old';
    problem?: Problem;
  }
>;

/// `place`: the beginning of the hash of the code on the card at the home, if there is one.
export type Visit = S['VisitView'] & { place?: string };
export type Coordination = S['Consent'];
export type PersonItem = S['PersonItem'];
export type Outcome = S['Outcome'];
export type AideSignal = Omit<S['SignalView'], 'state' | 'outcome'> & {
  state: 'received' | 'taken' | 'closed';
  outcome: Outcome | null;
};

export type AlertState = S['StateKind'];
export type Severity = S['Severity'];
export type Family = S['Family'];
export const FAMILIES = ['scores', 'signs', 'silence', 'need'] as const satisfies readonly Family[];
export type Finding = Loose<S['FindingView'], 'evidence'>;
export type AlertItem = Omit<S['AlertItem'], 'findings'> & { findings: Finding[] };
export type AlertPage = Omit<S['Page'], 'items'> & Page<AlertItem>;

export const TIMELINE_KINDS = [
  'opened',
  'finding_added',
  'finding_lifted',
  'severity_raised',
  'claimed',
  'released',
  'assigned',
  'snoozed',
  'woken',
  'note',
  'note_retracted',
  'action',
  'action_retracted',
  'dac_retracted',
  'follow_up',
  'dac',
  'need',
  'aide_reply',
  'resolved',
  'reopened',
  'escalated',
  'rerouted',
  'claim_expired',
] as const;
export type TimelineKind = (typeof TIMELINE_KINDS)[number];
export type TimelineEntry = Narrow<Loose<S['TimelineEntry'], 'data'>, { kind: TimelineKind }>;

export type HistoryRating = Narrow<
  S['HistoryRating'],
  { scores: Scores; status: 'folded' | 'replaced' | 'future' | 'too_old' }
>;
export type AbsenceKind = S['NewAbsence']['kind'];
export const ABSENCE_KINDS = [
  'hospital',
  'family',
  'holiday',
  'other',
] as const satisfies readonly AbsenceKind[];
export type Absence = Narrow<S['Absence'], { kind: AbsenceKind }>;
export type NewAbsence = S['NewAbsence'];
export type History = Narrow<S['History'], { ratings: HistoryRating[]; absences: Absence[] }>;
export type AlertBrief = S['AlertBrief'];
export type AlertDetail = AlertItem & { timeline: TimelineEntry[]; history: History } & CaseParts;

/// One of the federation's catalogue; ours have words of their own.
export type ActionKind = string;
export const CONTACTS = [
  'phone',
  'visit',
  'message',
  'meeting',
  'none',
] as const satisfies readonly S['Contact'][];
export type Contact = S['Contact'];
export const AGREEMENTS = [
  'person',
  'family',
  'guardian',
  'refused',
  'not_asked',
] as const satisfies readonly S['Agreement'][];
export type Agreement = S['Agreement'];
export const OUTCOMES = [
  'acted',
  'one_off_advice',
  'nothing_needed',
  'declined',
  'new_usual_state',
  'duplicate',
  'noise',
] as const satisfies readonly Outcome[];

export type PersonFile = Omit<S['PersonFile'], 'history' | 'alerts'> & {
  history: History;
  alerts: AlertBrief[];
};
export type TeamMember = S['Member'];
