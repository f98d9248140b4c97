/// The shapes of case work on an alert: the catalogue of actions, partners, hand-over to the DAC, follow-ups, needs.
import type {
  ActionKind,
  Agreement,
  AlertBrief,
  Contact,
  Coordination,
  Label,
  Named,
  Severity,
} from './types';

export type CatalogueAction = {
  id: ActionKind;
  label: Label;
  needs_agreement: boolean;
  partner_kind: string | null;
  builtin: boolean;
  hidden: boolean;
};
export type PartnerKind = { id: string; label: Label };
export type Catalogue = { actions: CatalogueAction[]; partner_kinds: PartnerKind[] };

export type Partner = {
  id: string;
  ref: string | null;
  kind: string;
  name: string;
  area: string | null;
  sector_ids: string[];
  contact_name: string | null;
  phone: string | null;
  email: string | null;
  availability: string | null;
  note: string | null;
  archived: boolean;
  version: number;
};

export type ActionTaken = {
  seq: number;
  at: string;
  actor: Named;
  kind: ActionKind;
  contact: Contact;
  agreement: Agreement;
  agreed_by: string | null;
  agreed_on: string | null;
  partner: Named | null;
  proposed: Named[];
  text: string | null;
  retracted: boolean;
};
export type NewAction = {
  kind: ActionKind;
  contact: Contact;
  agreement: Agreement;
  agreed_by?: string;
  agreed_on?: string;
  partner_id?: string;
  partners_proposed?: string[];
  text?: string;
};

export const DAC_STEPS = ['hand_over', 'accepted', 'declined', 'returned'] as const;
export type DacStep = (typeof DAC_STEPS)[number];
export type DacState = 'handed_over' | 'accepted' | 'declined' | 'returned';
export type Dac = { state: DacState; since: string; text: string | null };

export type ContactPerson = {
  id: string;
  name: string;
  relation: string;
  phone: string | null;
  email: string | null;
  carer: boolean;
  guardian: boolean;
  note: string | null;
};
export type Coordinator = {
  kind: 'dac' | 'guardian' | 'nursing' | 'apa' | 'hospital' | 'other';
  name: string;
  phone: string | null;
};
export type ConsentNow = { coordination: Coordination; given_by?: string | null; at?: string | null };

export const FOLLOW_UP_KINDS = ['call', 'visit', 'check', 'other'] as const;
export type FollowUpKind = (typeof FOLLOW_UP_KINDS)[number];
export const RESULTS = ['reached', 'not_reached', 'better', 'same', 'worse', 'other'] as const;
export type FollowUpResult = (typeof RESULTS)[number];
export const DUE_PRESETS = ['tomorrow', 'in_3_days', 'monday'] as const;
export type DuePreset = (typeof DUE_PRESETS)[number];
/// When something is due: a preset, which the server moves to a working day, or a day.
export type Due = { preset: DuePreset } | { due_on: string };
export type FollowUp = {
  id: string;
  version: number;
  person: { id: string; name: string; sector_id: string };
  alert_id: string | null;
  watch_id: string | null;
  kind: FollowUpKind;
  text: string | null;
  owner: Named | null;
  due_on: string;
  due_at: string;
  state: 'open' | 'done' | 'cancelled';
  overdue: boolean;
  postponed: number;
  result: FollowUpResult | null;
  result_text: string | null;
  closed_at: string | null;
  closed_by: Named | null;
  created_at: string;
  created_by: Named;
};
export type NextStep = Pick<FollowUp, 'id' | 'kind' | 'due_on' | 'due_at' | 'overdue'>;
export type NewFollowUp = { id: string; kind: FollowUpKind; text?: string; owner_id?: string } & Due;

/// What case work adds to an alert.
export type CaseParts = {
  handover: { text: string; by: Named; at: string } | null;
  actions: ActionTaken[];
  dac: Dac | null;
  contacts: ContactPerson[];
  coordinators: Coordinator[];
  consent: ConsentNow;
  earlier: AlertBrief[];
  follow_ups: FollowUp[];
};

export const ASKERS = ['person', 'family', 'sector', 'other'] as const;
export type Asker = (typeof ASKERS)[number];
export type Need = { id: string; person_id: string; sentence: string; severity: Severity; asked_by: Asker };
