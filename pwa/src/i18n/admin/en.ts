/// English of `fr.ts` beside it.
import type { admin as source } from './fr';

export const admin: Record<keyof typeof source, string> = {
  'admin.navRules': 'Rules',
  'admin.person': 'File',
  'admin.personClosed': 'Files open from the account of a coordinator or referent of the sector.',
  'admin.personMore': 'Send this link to whoever follows that sector.',
};
