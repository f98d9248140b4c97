/// Builds `page.ts` with the product's sources as one script; a mutant is the same with one line of the product changed.
import { fileURLToPath } from 'node:url';
import { build, type Plugin } from 'vite';

/// A change to one file of `src`; what is replaced must be there exactly once, so that no mutant goes stale unnoticed.
export type Change = { file: string; from: string; to: string };

/// The app after its next change of the phone's database, as an update brings it.
export const NEXT_VERSION: readonly Change[] = [
  { file: 'outbox/db.ts', from: 'const VERSION = 2;', to: 'const VERSION = 3;' },
  {
    file: 'outbox/db.ts',
    from: 'if (from < 1) {',
    to: "if (from < 3) db.createObjectStore('added' as 'kv');\n      if (from < 1) {",
  },
];

function changed(changes: readonly Change[], done: Set<Change>): Plugin {
  return {
    name: 'changed',
    enforce: 'pre',
    transform(code, id) {
      let text = code;
      for (const change of changes) {
        if (!id.endsWith(`/src/${change.file}`)) continue;
        const places = text.split(change.from).length - 1;
        if (places !== 1) throw new Error(`${change.file} has ${places} places with: ${change.from}`);
        text = text.replace(change.from, () => change.to);
        done.add(change);
      }
      return text;
    },
  };
}

export async function bundle(changes: readonly Change[] = []): Promise<string> {
  const done = new Set<Change>();
  const made = await build({
    configFile: false,
    logLevel: 'silent',
    plugins: [changed(changes, done)],
    oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
    build: {
      write: false,
      minify: false,
      lib: { entry: fileURLToPath(new URL('page.ts', import.meta.url)), formats: ['iife'], name: 'page' },
      rolldownOptions: { output: { codeSplitting: false } },
    },
  });
  const missed = changes.find((change) => !done.has(change));
  if (missed) throw new Error(`${missed.file} is not part of the page`);
  const [result] = Array.isArray(made) ? made : [made];
  if (!result || !('output' in result)) throw new Error('nothing was built');
  return result.output[0].code;
}
