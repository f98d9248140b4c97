/// The card at a person's home: its calls and shapes.
import { authorised } from './authorised';
import type { Named, Visit } from './types';

export type PlaceOpened = {
  leads_to: 'rating' | 'file' | 'register' | 'nowhere';
  person: Named | null;
  /// For an aide: her visits of that person today, without those that were called off.
  visits: Visit[];
  /// When it leads nowhere: the referents of one's sectors.
  call: Named[];
};
/// That there is a card.
export type PlaceCode = { made_at: string; made_by: Named | null };
/// What is printed, told once.
export type PlaceCard = { url: string; ref: string | null; made_at: string };

const card = (person: string) => `/api/persons/${person}/place-code`;

export const placeApi = {
  open: (code: string) => authorised<PlaceOpened>('POST', '/api/places/open', { code }),
  make: (person: string) => authorised<PlaceCard>('POST', card(person)),
  end: (person: string) => authorised<void>('DELETE', card(person)),
};
