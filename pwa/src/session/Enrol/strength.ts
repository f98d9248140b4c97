/// A hint, not a gate: the server decides. Long and varied is good; repeats and runs are easy to guess.
export const MIN_LENGTH = 12;

export type Strength = { kind: 'short'; missing: number } | { kind: 'weak' } | { kind: 'good' };

const RUNS = ['abcdefghijklmnopqrstuvwxyz', '01234567890', 'azertyuiop', 'qwertyuiop'];

function containsRun(text: string): boolean {
  return RUNS.some((run) => {
    for (let i = 0; i + 5 <= run.length; i++) if (text.includes(run.slice(i, i + 5))) return true;
    return false;
  });
}

export function strength(password: string): Strength {
  const length = Array.from(password).length;
  if (length < MIN_LENGTH) return { kind: 'short', missing: MIN_LENGTH - length };
  const lower = password.toLowerCase();
  if (new Set(lower).size < 6 || containsRun(lower)) return { kind: 'weak' };
  return { kind: 'good' };
}
