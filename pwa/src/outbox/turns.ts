/// Sealing takes a moment, and of two things sealed at once either may be done first. What is written to the phone is therefore
/// written in the order in which it was asked for, one after the other.
let last: Promise<unknown> = Promise.resolve();

export function inTurn<T>(work: () => Promise<T>): Promise<T> {
  const mine = last.then(work, work);
  last = mine.catch(() => undefined);
  return mine;
}
