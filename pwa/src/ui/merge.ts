/// Two people changed the same object: where I changed something, mine; elsewhere theirs. Field by field, pure.
export const alike = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b);

export function merge<T extends object>(before: T, mine: T, theirs: T): T {
  const keys = Object.keys(theirs) as (keyof T)[];
  return Object.fromEntries(
    keys.map((key) => [key, alike(before[key], mine[key]) ? theirs[key] : mine[key]]),
  ) as T;
}
