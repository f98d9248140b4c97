/// A person's file: its shapes and its calls.
import { authorised, query } from './authorised';
import type { ContactPerson, Coordinator, Dac } from './case';
import type { CaseEntry } from './follow';
import type { PlaceCode } from './place';
import type { components } from './schema';
import type { Coordination, PersonFile as FileBefore, Page } from './types';

type S = components['schemas'];

export const GIVEN_AS = ['person', 'family', 'guardian'] as const satisfies readonly S['GivenAs'][];
export type GivenAs = S['GivenAs'];
export const CONSENTS = [
  'accepted',
  'refused',
  'withdrawn',
  'not_asked',
] as const satisfies readonly Coordination[];
export type ConsentRecord = S['ConsentRecord'];

export type FileContact = ContactPerson;
export type ContactFields = Omit<FileContact, 'id'>;

export const SERVICES = [
  'dac',
  'guardian',
  'nursing',
  'apa',
  'hospital',
  'other',
] as const satisfies readonly Coordinator['kind'][];
export type { Coordinator, Dac };

/// `follow_ups`: those that are open, and the last ten that are not.
export type PersonFile = FileBefore & { caseload: CaseEntry | null; place_code?: PlaceCode | null };

export const FILE_KINDS = [
  'rating',
  'alert_opened',
  'alert_closed',
  'action',
  'note',
  'absence',
  'consent',
  'dac',
  'need',
  'follow_up',
  'watch',
  'caseload',
] as const;
export type FileKind = (typeof FILE_KINDS)[number];
export type FileEntry = Omit<S['TimelineItem'], 'kind' | 'data'> & {
  kind: FileKind;
  data: Record<string, unknown>;
};
export type FileTimeline = Omit<S['PersonTimeline'], 'items'> & Page<FileEntry>;

const of = (id: string) => `/api/persons/${id}`;

export const file = {
  open: (id: string) => authorised<PersonFile>('GET', of(id)),
  reach: (id: string, phone: string | null, address: string | null) =>
    authorised<void>('PUT', of(id), { phone, address }),
  timeline: (id: string, before: string | undefined, limit: number) =>
    authorised<FileTimeline>('GET', `${of(id)}/timeline${query({ before, limit: String(limit) })}`),
  consent: (id: string, coordination: Coordination, given_by: string, given_as: GivenAs) =>
    authorised<void>('PUT', `${of(id)}/consent`, { coordination, given_by, given_as }),
  addContact: (id: string, contact: ContactFields) =>
    authorised<FileContact>('POST', `${of(id)}/contacts`, contact),
  changeContact: (id: string, contact: string, fields: ContactFields) =>
    authorised<void>('PUT', `${of(id)}/contacts/${contact}`, fields),
  dropContact: (id: string, contact: string) => authorised<void>('DELETE', `${of(id)}/contacts/${contact}`),
  coordinators: (id: string, items: Coordinator[]) =>
    authorised<void>('PUT', `${of(id)}/coordinators`, { items }),
};
