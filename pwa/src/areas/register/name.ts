/// Whether what was typed is the name that is shown: accents, case and hyphens do not matter, as on the server. Pure.
const plain = (text: string) =>
  text
    .normalize('NFD')
    .replace(/\p{Mark}/gu, '')
    .toLowerCase()
    .replace(/œ/g, 'oe')
    .replace(/æ/g, 'ae')
    .replace(/[-'’]/g, ' ')
    .trim();

export const isTheName = (typed: string, name: string): boolean => plain(typed) === plain(name);
