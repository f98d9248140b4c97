/// A person's file: its shapes and its calls.
import { authorised, query } from './authorised';
import type { ContactPerson, Coordinator, Dac } from './case';
import type { CaseEntry, FollowUp, Watch } from './follow';
import type { Result } from './problem';
import type { Coordination, PersonFile as FileBefore, Named } from './types';

export const GIVEN_AS = ['person', 'family', 'guardian'] as const;
export type GivenAs = (typeof GIVEN_AS)[number];
export const CONSENTS = [
  'accepted',
  'refused',
  'withdrawn',
  'not_asked',
] as const satisfies readonly Coordination[];
export type ConsentRecord = {
  coordination: Coordination;
  given_by: string | null;
  given_as: GivenAs;
  at: string;
  recorded_by: Named | null;
};

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

export type PersonFile = FileBefore & {
  phone: string | null;
  address: string | null;
  /// Newest first.
  consents: ConsentRecord[];
  contacts: FileContact[];
  coordinators: Coordinator[];
  dac: Dac | null;
  watch: Watch | null;
  caseload: CaseEntry | null;
  /// Those that are open, and the last ten that are not.
  follow_ups: FollowUp[];
};

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
export type FileEntry = {
  at: string;
  kind: FileKind;
  actor: Named | null;
  alert_id: string | null;
  text: string | null;
  data: Record<string, unknown>;
};
export type FileTimeline = { items: FileEntry[]; next_before: string | null };

/// What a server that knows less of the case leaves out.
const BARE = {
  phone: null,
  address: null,
  consents: [],
  contacts: [],
  coordinators: [],
  dac: null,
  watch: null,
  caseload: null,
  follow_ups: [],
};

const of = (id: string) => `/api/persons/${id}`;

export const file = {
  open: async (id: string): Promise<Result<PersonFile>> => {
    const answer = await authorised<PersonFile>('GET', of(id));
    return answer.ok ? { ok: true, data: { ...BARE, ...answer.data } } : answer;
  },
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
