/// The outbox against the real server, at random: kills, two tabs, lost and late answers, portals, ended sessions, updates, jumping
/// clocks, a full phone. `npm run model` plays the short form, `npm run model:long` a thousand runs and more; a seed that
/// failed is played again with `MODEL_SEED=<seed> npm run model`.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { bundle, type Change, NEXT_VERSION } from './bundle';
import { Fault } from './expected';
import { MUTANTS } from './mutants';
import { type Builds, Run } from './run';
import { Backend } from './server';

const LONG = process.env.MODEL_LONG === '1';
const RUNS = Number(process.env.MODEL_RUNS ?? (LONG ? 1200 : 150));
/// The short form stops early on a slow machine, but not before it has seen something.
const PATIENCE_MS = LONG ? Number.POSITIVE_INFINITY : 30_000;
const LEAST_RUNS = 40;
const RUNS_A_SERVER = 150;
/// A mutant that survives this many runs is not caught.
const MUTANT_RUNS = 80;

/// A mutant is caught by what it does to ratings, not by the harness losing its way.
const CAUGHT =
  /^seed \d+: (lost|a draft was lost|acknowledged, but|nobody ever made|never sent|set aside|could not be saved|two requests|the server refused|the server stored|stored:|\d ratings count|\S+ (counts, but|overtook|was changed|went to|is under|is refused))/;

const only = process.env.MODEL_SEED;
let backend: Backend;

async function start(): Promise<void> {
  backend = await Backend.start();
}
beforeAll(start);
afterAll(() => backend?.close());

const build = async (changes: readonly Change[] = []): Promise<Builds> => {
  const [now, next] = await Promise.all([bundle(changes), bundle([...changes, ...NEXT_VERSION])]);
  return { now, next };
};

/// What was wrong, or null; anything but a `Fault` is a fault of the harness.
async function play(builds: Builds, seed: number): Promise<string | null> {
  const run = new Run(backend, builds, seed);
  try {
    await run.play();
    return null;
  } catch (error) {
    const why = error instanceof Fault ? error.message : String((error as Error).stack);
    return [`seed ${seed}: ${why}`, `again with MODEL_SEED=${seed}`, ...run.trace].join('\n');
  }
}

test('random runs lose nothing, double nothing, and keep corrections in order', async () => {
  const builds = await build();
  if (only) return expect(await play(builds, Number(only))).toBeNull();
  const end = Date.now() + PATIENCE_MS;
  const failed: string[] = [];
  let played = 0;
  let ratings = 0;
  while (played < RUNS && (Date.now() < end || played < LEAST_RUNS)) {
    played += 1;
    const why = await play(builds, played);
    // A person's history grows with each run, and the server with it.
    if (played % RUNS_A_SERVER === 0) {
      ratings += await backend.storedCount();
      await backend.close().then(start);
    }
    if (why) failed.push(why);
    if (why || played % 100 === 0) console.info(`${played} runs, ${failed.length} failed`);
  }
  ratings += await backend.storedCount();
  console.info(JSON.stringify({ runs: played, failed: failed.length, ratings }));
  expect(failed).toEqual([]);
});

describe.skipIf(only !== undefined)('the harness notices when', () => {
  test.each(Object.entries(MUTANTS))('%s', async (_, changes) => {
    const builds = await build(changes);
    for (let seed = 1; seed <= MUTANT_RUNS; seed += 1) {
      const why = await play(builds, seed);
      if (!why) continue;
      console.info(why.split('\n', 1)[0]);
      expect(why).toMatch(CAUGHT);
      return;
    }
    throw new Error(`not noticed in ${MUTANT_RUNS} runs`);
  });
});
