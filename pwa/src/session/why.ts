/// Why the server ended a session, in words. Pure.
import type { Key } from '../i18n';

/// Those after which a phone forgets the names it knows.
const FAREWELLS = ['lost_phone', 'new_phone', 'disabled'] as const;
export type Farewell = (typeof FAREWELLS)[number];

export const farewellOf = (reason: string | null | undefined): Farewell | null =>
  FAREWELLS.find((one) => one === reason) ?? null;

const WORDS = new Map<string, Key>(
  Object.entries({
    lost_phone: 'ended.lost_phone',
    new_phone: 'ended.new_phone',
    disabled: 'ended.disabled',
    signed_out: 'ended.signed_out',
    reuse: 'ended.reuse',
  } as const),
);

/// What nobody explains has expired.
export const endedWords = (reason: string | null | undefined): Key => WORDS.get(reason ?? '') ?? 'app.ended';
