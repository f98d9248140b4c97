/// Areas that are not precached are kept once they were used; their names hold a hash, so what is kept never grows stale. A new version
/// has new names: of the areas that have to start without network (`tools/precache.mjs`, `LATER`) it brings those that were in use
/// here, before it takes over. Pure but for the caches it is given.

/// A built file, and the name of the area by whose use it is wanted.
export type Later = { url: string; later: string };

type Caches = Pick<CacheStorage, 'open' | 'keys' | 'delete'>;

const PREFIX = 'vigie-used';

/// `version`: another one for each build, so that the version in charge and the one to come each have their own.
export const usedCache = (version: string): string => `${PREFIX}-${version}`;

const others = async (caches: Caches, own: string): Promise<string[]> =>
  (await caches.keys()).filter((name) => name.startsWith(PREFIX) && name !== own);

/// The name of a built file without its hash of eight letters.
export const nameOf = (url: string): string => /([^/]+)-[\w-]{8}\.\w+$/.exec(url)?.[1] ?? '';

/// Rejects when something cannot be had: the version in charge then stays, and the browser tries again later.
export async function bringAlong(caches: Caches, own: string, files: readonly Later[]): Promise<void> {
  const kept = new Map<string, Response>();
  for (const name of await others(caches, own)) {
    const cache = await caches.open(name);
    for (const request of await cache.keys()) {
      const answer = await cache.match(request);
      if (answer) kept.set(new URL(request.url).pathname, answer);
    }
  }
  const names = new Set([...kept.keys()].map(nameOf));
  const wanted = files.filter(({ later }) => names.has(later));
  if (wanted.length === 0) return;
  const cache = await caches.open(own);
  await Promise.all(
    wanted.map(async ({ url }) => {
      const path = `/${url}`;
      const answer = kept.get(path) ?? (await fetch(path));
      if (!answer.ok) throw new Error(`${path}: ${answer.status}`);
      await cache.put(path, answer);
    }),
  );
}

/// What earlier versions kept would stay for ever.
export async function dropOthers(caches: Caches, own: string): Promise<void> {
  for (const name of await others(caches, own)) await caches.delete(name);
}
