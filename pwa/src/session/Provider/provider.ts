/// Coming back from the identity provider: what the address says, and what becomes of it.
const REFUSED = [
  'denied',
  'again',
  'unavailable',
  'unknown',
  'several',
  'closed',
  'taken',
  'too_many',
] as const;
export type Refused = (typeof REFUSED)[number];

export type Back = { kind: 'arrived'; to: string } | { kind: 'refused'; why: Refused } | { kind: 'none' };

/// A page of our own, and nothing a browser would take for another site.
const isPage = (to: string): boolean => to.startsWith('/') && !to.startsWith('//') && !to.includes('\\');

export function readBack(search: string): Back {
  const query = new URLSearchParams(search);
  const said = query.get('oidc');
  if (said === null) return { kind: 'none' };
  if (said === 'arrived') {
    const to = query.get('to') ?? '/';
    return { kind: 'arrived', to: isPage(to) ? to : '/' };
  }
  // A word of a newer server still says that it did not work.
  return { kind: 'refused', why: REFUSED.find((why) => why === said) ?? 'again' };
}

/// Where the button leads; `path` is where somebody wanted to go.
export function startAt(path: string): string {
  const to = path === '/connexion' ? '/' : path;
  return `/api/oidc/start?to=${encodeURIComponent(to)}`;
}
