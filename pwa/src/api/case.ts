/// The shapes of case work on an alert, on the generated ones: the catalogue of actions, partners, hand-over to the DAC,
/// follow-ups, needs.
import type { components } from './schema';

type S = components['schemas'];

export type CatalogueAction = S['ActionEntry'];
export type Catalogue = S['Catalogue'];
export type Partner = S['Partner'];

export type ActionTaken = S['ActionView'];
export type NewAction = Omit<S['NewAction'], 'version'>;

export type DacStep = S['DacStep'];
export type DacState = S['DacState'];
export type Dac = S['DacView'];

export type ContactPerson = S['PersonContact'];
export type Coordinator = S['OutsideCoordinator'];

export const FOLLOW_UP_KINDS = [
  'call',
  'visit',
  'check',
  'other',
] as const satisfies readonly S['FollowUpKind'][];
export type FollowUpKind = S['FollowUpKind'];
export const RESULTS = [
  'reached',
  'not_reached',
  'better',
  'same',
  'worse',
  'other',
] as const satisfies readonly S['FollowUpResult'][];
export type FollowUpResult = S['FollowUpResult'];
export const DUE_PRESETS = ['tomorrow', 'in_3_days', 'monday'] as const satisfies readonly S['Preset'][];
export type DuePreset = S['Preset'];
/// When something is due: a preset, which the server moves to a working day, or a day.
export type Due = { preset: DuePreset } | { due_on: string };
export type FollowUp = S['FollowUp'];
export type NextStep = S['NextStep'];
/// `id` is made here, so that a lost answer makes no second one.
export type NewFollowUp = { id: string; kind: FollowUpKind; text?: string; owner_id?: string } & Due;

/// What case work adds to an alert.
export type CaseParts = S['CaseFile'] & { follow_ups: FollowUp[] };

export type Asker = S['AskedBy'];
export const ASKERS = ['person', 'family', 'sector', 'other'] as const satisfies readonly Asker[];
export type Need = S['NewNeed'];
