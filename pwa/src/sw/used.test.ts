import { afterEach, expect, test, vi } from 'vitest';
import { bringAlong, dropOthers, nameOf, usedCache } from './used';

const HERE = 'https://vigie.test';
const OLD = usedCache('1');
const NEW = usedCache('2');
const FILES = [
  { url: 'assets/WorkArea-newnew11.js', later: 'WorkArea' },
  { url: 'assets/Workplace-newnew22.js', later: 'WorkArea' },
  { url: 'assets/same-samesame.js', later: 'WorkArea' },
  { url: 'assets/SectorArea-newnew33.js', later: 'SectorArea' },
];

/// The browser's caches, as paths by name.
function browser(kept: Record<string, string[]>) {
  const all = new Map(
    Object.entries(kept).map(([name, paths]) => [
      name,
      new Map<string, Response>(paths.map((path) => [path, new Response(`old ${path}`)])),
    ]),
  );
  const open = async (name: string) => {
    const files = all.get(name) ?? new Map<string, Response>();
    all.set(name, files);
    return {
      keys: async () => [...files.keys()].map((path) => ({ url: HERE + path })),
      match: async ({ url }: { url: string }) => files.get(url.slice(HERE.length)),
      put: async (path: string, answer: Response) => void files.set(path, answer),
    } as unknown as Cache;
  };
  const caches = {
    open,
    keys: async () => [...all.keys()],
    delete: async (name: string) => all.delete(name),
  };
  const now = () => Object.fromEntries([...all].map(([name, files]) => [name, [...files.keys()].sort()]));
  return { caches, now };
}

function network(status = 200) {
  const asked: string[] = [];
  vi.stubGlobal('fetch', async (path: string) => {
    asked.push(path);
    return new Response('new', { status });
  });
  return asked;
}
afterEach(() => vi.unstubAllGlobals());

test('the area a referent works in is there before the new version takes over', async () => {
  const asked = network();
  const { caches, now } = browser({
    [OLD]: ['/assets/WorkArea-old-_111.js', '/assets/same-samesame.js'],
    other: [],
  });
  await bringAlong(caches, NEW, FILES);
  expect(asked.sort()).toEqual(['/assets/WorkArea-newnew11.js', '/assets/Workplace-newnew22.js']);
  expect(now()[NEW]).toEqual([
    '/assets/WorkArea-newnew11.js',
    '/assets/Workplace-newnew22.js',
    '/assets/same-samesame.js',
  ]);
  await dropOthers(caches, NEW);
  expect(Object.keys(now()).sort()).toEqual(['other', NEW].sort());
});

test('whoever has not been there downloads nothing of it', async () => {
  const asked = network();
  const { caches, now } = browser({ 'vigie-used': ['/assets/NotificationsPage-12345678.js'] });
  await bringAlong(caches, NEW, FILES);
  expect(asked).toEqual([]);
  expect(now()[NEW]).toBeUndefined();
});

test('what cannot be had keeps the version that is in charge', async () => {
  network(503);
  const { caches } = browser({ 'vigie-used': ['/assets/SectorArea-12345678.js'] });
  await expect(bringAlong(caches, NEW, FILES)).rejects.toThrow('503');
});

test('a version that is installed again loses nothing of its own', async () => {
  network();
  const { caches, now } = browser({ [NEW]: ['/assets/WorkArea-newnew11.js'] });
  await bringAlong(caches, NEW, FILES);
  await dropOthers(caches, NEW);
  expect(now()).toEqual({ [NEW]: ['/assets/WorkArea-newnew11.js'] });
});

test('a name is a name whatever its hash', () => {
  expect(
    ['WorkArea-aB3-_x9Z.js', 'work-list-12345678.css', 'index.html'].map((file) => nameOf(`/assets/${file}`)),
  ).toEqual(['WorkArea', 'work-list', '']);
});
