/// Where in a TOML or JSON text a mistake lies, so that the cursor can go there. Pure.
export type Range = { from: number; to: number };

function lineRange(text: string, line: number): Range | null {
  const lines = text.split('\n');
  const found = lines[line - 1];
  if (found === undefined) return null;
  const from = lines.slice(0, line - 1).reduce((sum, one) => sum + one.length + 1, 0);
  return { from, to: from + found.length };
}

/// The start of the n-th rule: of its `id`, which every rule has.
function ruleAt(text: string, index: number): number {
  const ids = [...text.matchAll(/(?:^|[{,\s])"?id"?\s*[:=]/gm)];
  return ids[index]?.index ?? 0;
}

export function locate(text: string, place: string): Range | null {
  const line = /(?:^|\D)(\d+):\d+|(?:line|ligne)\s+(\d+)/i.exec(place);
  if (line) return lineRange(text, Number(line[1] ?? line[2]));
  const steps = place.split(/[/.[\]]+/).filter(Boolean);
  const name = steps.at(-1);
  if (!name || /^\d+$/.test(name)) return null;
  const index = steps[0] === 'rules' ? Number(steps[1]) : Number.NaN;
  const start = Number.isNaN(index) ? 0 : ruleAt(text, index);
  const found = new RegExp(`"?\\b${name.replace(/\W/g, '')}\\b"?\\s*[:=]`).exec(text.slice(start));
  if (!found) return null;
  const from = start + found.index;
  const end = text.indexOf('\n', from);
  return { from, to: end < 0 ? text.length : end };
}
