/// How long to wait before the next try: 4 s, doubling, at most 5 minutes, with jitter so that a hundred
/// phones coming out of the same tunnel do not knock at once. With the app in front somebody may be looking at it:
/// half a minute after the network is back, all is sent.
export const FIRST_MS = 4_000;
export const LAST_MS = 5 * 60_000;
export const LAST_IN_FRONT_MS = 20_000;

export function backoff(failures: number, inFront: boolean, random: () => number = Math.random): number {
  const full = Math.min(inFront ? LAST_IN_FRONT_MS : LAST_MS, FIRST_MS * 2 ** Math.max(0, failures - 1));
  return Math.round(full * (0.75 + random() * 0.25));
}
