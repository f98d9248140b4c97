/// The short code as it is typed: spaces, hyphens and small letters do not matter. Pure.
export const CODE_LENGTH = 6;

export const plainCode = (typed: string): string => typed.replace(/[^\p{L}\d]/gu, '').toUpperCase();

/// `K7M3PX` is shown as on the card: `K7M-3PX`.
export const shownCode = (typed: string): string => {
  const plain = plainCode(typed).slice(0, CODE_LENGTH);
  return plain.length > 3 ? `${plain.slice(0, 3)}-${plain.slice(3)}` : plain;
};
