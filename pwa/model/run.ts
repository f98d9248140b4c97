/// One random run: a phone, two aides who share it, and everything that goes wrong in the field. It ends with a good network,
/// everybody signed in once more, an empty outbox, and a comparison with what the server has.

import { FAULTS, FaultyNetwork } from '../../tests/e2e/support/faulty-network.mjs';
import type { Entry } from '../src/outbox/types';
import { compare } from './compare';
import { Dice } from './dice';
import { Expected, Fault } from './expected';
import { BAD, Hands } from './hands';
import { type Page, Phone } from './phone';
import { type Backend, PATIENCE } from './server';
import { peekDrafts, peekEntries } from './store';

/// The app of today, and the one after its next change of the phone's database.
export type Builds = { now: string; next: string };

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
/// Back-off ends at five minutes: this is three of them.
const DRAIN_MS = 16 * MINUTE;
/// The second time nothing is left that could be in the way.
const MOST_SIGN_INS = 3;

const STEPS = {
  rate: 36,
  correct: 12,
  'retry what was refused': 4,
  kill: 6,
  'kill soon': 10,
  'open a second tab': 10,
  'network changes': 10,
  'faults ahead': 12,
  'time passes': 14,
  'clock jumps': 4,
  'phone full or not': 4,
  'session ends': 4,
  'sign in': 6,
  leave: 3,
  'worker sends': 4,
  'app update': 2,
  'page event': 10,
  poison: 3,
  'tabs wake while an answer is slow': 4,
} as const;

type Step = keyof typeof STEPS;

export class Run {
  readonly dice: Dice;
  readonly trace: string[] = [];
  readonly expected = new Expected();
  readonly proxy: FaultyNetwork;
  #phone: Phone | null = null;
  #code: string;
  readonly hands = new Hands(this);
  /// Ids of the aides, by login; known once they signed in.
  readonly aides = new Map<string, string>();
  readonly backend: Backend;
  readonly seed: number;
  readonly builds: Builds;

  constructor(backend: Backend, builds: Builds, seed: number) {
    this.backend = backend;
    this.builds = builds;
    this.seed = seed;
    this.dice = new Dice(seed);
    this.#code = builds.now;
    this.proxy = new FaultyNetwork(backend.url);
    this.proxy.patience = PATIENCE;
  }

  get phone(): Phone {
    if (!this.#phone) throw new Error('the run has not begun');
    return this.#phone;
  }

  /// Throws a `Fault` when something was lost, doubled or altered.
  async play(): Promise<void> {
    const before = await this.backend.storedCount();
    const phone = new Phone(await this.proxy.listen(), this.dice, new Date().setUTCHours(9, 0, 0, 0));
    this.#phone = phone;
    this.proxy.holder = {
      held: (request) => phone.held(request),
      later: (delay, go) => void phone.time.set(go, delay),
    };
    try {
      await this.hands.signIn(this.#page(), this.dice.pick(this.backend.logins));
      for (let left = this.dice.between(15, 45); left > 0; left -= 1) await this.#step();
      await this.#drain();
      await compare(this, before);
    } finally {
      for (const page of phone.pages) page.kill();
      await this.proxy.close();
    }
  }

  note(line: string): void {
    this.trace.push(line);
  }

  async #step(): Promise<void> {
    const step = this.dice.weighted<Step>(STEPS);
    const page = this.#page();
    this.note(step);
    await this.#do(step, page);
    // Often the next thing happens while the last one is still under way.
    if (this.dice.chance(0.6)) {
      await this.phone.rest();
      await this.check();
    }
  }

  async #do(step: Step, page: Page): Promise<unknown> {
    const { dice, phone, proxy } = this;
    switch (step) {
      case 'rate':
        return this.hands.rate(page);
      case 'correct':
        return this.hands.correct(page);
      case 'retry what was refused':
        return this.hands.retry(page);
      case 'kill':
        return page.kill();
      case 'kill soon':
        return page.armFuse(dice.between(1, 14), dice.between(0, 4));
      case 'open a second tab':
        return phone.pages.size < 3 && this.#start();
      case 'network changes':
        proxy.mode = dice.weighted({ good: 5, offline: 3, portal: 1, down: 1 });
        return this.note(`  ${proxy.mode}`);
      case 'faults ahead': {
        const faults = Array.from({ length: dice.between(1, 3) }, () => dice.pick(FAULTS));
        this.note(`  ${faults.join(', ')}`);
        return (dice.chance(0.8) ? proxy.faults : proxy.refreshFaults).push(...faults);
      }
      case 'time passes':
        return phone.pass(dice.pick([1000, 5000, 35_000, 2 * MINUTE, 6 * MINUTE, 20 * MINUTE]));
      case 'clock jumps':
        phone.time.wallStart += dice.pick([-400 * DAY, -DAY, -90 * MINUTE, 90 * MINUTE, DAY, 9 * DAY]);
        return undefined;
      case 'phone full or not':
        phone.full = !phone.full;
        return this.note(`  ${phone.full ? 'full' : 'room again'}`);
      case 'session ends':
        return phone.cookies ? this.backend.revoke(phone.cookies) : undefined;
      case 'sign in':
        return this.hands.signIn(page, dice.pick(this.backend.logins));
      case 'leave':
        // Often straight after a visit that did not go out.
        if (dice.chance(0.5)) {
          proxy.faults.unshift('503');
          await this.hands.rate(page);
        }
        return this.hands.leave(page);
      case 'worker sends':
        return this.#workerSends();
      case 'app update':
        this.#code = this.builds.next;
        return this.#start();
      case 'page event': {
        const event = dice.pick(['online', 'pageshow', 'visibilitychange'] as const);
        // Every tab hears at once that the network is back.
        for (const each of event === 'online' ? phone.pages : [page]) each.tell(event);
        return undefined;
      }
      case 'poison':
        return this.#poison();
      case 'tabs wake while an answer is slow':
        return this.#tabsWake(page);
    }
  }

  /// The page in front of the aide; a cold start when there is none.
  #page(): Page {
    const open = [...this.phone.pages];
    return open.length > 0 ? this.dice.pick(open) : this.#start();
  }

  #start(): Page {
    const page = this.phone.open(this.#code);
    void page.act((code) => code.restore());
    return page;
  }

  async #workerSends(): Promise<void> {
    const worker = this.phone.open(this.#code);
    if (this.dice.chance(0.5)) worker.armFuse(this.dice.between(1, 10), this.dice.between(0, 3));
    void worker.act((code) => code.sendFromWorker()).then(() => worker.kill());
  }

  async #poison(): Promise<void> {
    const { saved } = this.expected;
    if (saved.length > 0) this.proxy.poison.add(this.dice.pick(saved).version.rating.id);
    if (this.dice.chance(0.5)) this.proxy.poison.clear();
  }

  /// A visit was rated without network. Then one tab sends it, and before it hears, every tab is told that there is a network.
  async #tabsWake(page: Page): Promise<void> {
    const { phone, proxy } = this;
    proxy.mode = 'offline';
    await this.hands.rate(page);
    proxy.mode = 'good';
    proxy.faults.unshift('slow answer');
    if (phone.pages.size < 2) this.#start();
    for (const wake of [1, 2]) {
      this.note(`  ${wake}`);
      for (const each of phone.pages) each.tell('online');
      await phone.rest();
      if (phone.pages.size < 3) this.#start();
      await phone.rest();
    }
  }

  async check(): Promise<void> {
    const [entries, drafts] = await Promise.all([
      peekEntries(this.phone.factory),
      peekDrafts(this.phone.factory),
    ]);
    this.expected.holds(entries, drafts, this.proxy);
    if (this.phone.mostPosting > 1) throw new Fault('two requests with ratings were open at once');
  }

  /// The day after: good network, room on the phone, each aide signs in once more and opens the app.
  async #drain(): Promise<void> {
    const { phone, proxy } = this;
    this.note('the end: everything works again');
    Object.assign(proxy, { mode: 'good', faults: [], refreshFaults: [], poison: new Set() });
    phone.full = false;
    await phone.pass(2 * MINUTE);
    for (const page of [...phone.pages]) page.kill();
    await proxy.arrived();
    await this.check();
    for (const login of this.backend.logins) await this.#drainFor(login);
    await this.check();
  }

  async #drainFor(login: string): Promise<void> {
    const { phone } = this;
    const page = await this.#signedIn(login);
    // Corrected first where the server has a reason of its own, sent again otherwise.
    for (const entry of this.#refused(page))
      if (entry.rating.note?.includes(BAD)) await this.hands.mend(page, entry);
    for (const entry of this.#refused(page)) {
      if (!entry.rating.note?.includes(BAD)) await page.act((code) => code.retry(entry.id));
    }
    await phone.pass(this.dice.chance(0.5) ? 0 : DRAIN_MS);
    page.tell('online');
    await phone.pass(DRAIN_MS);
    const left = page.code.entries.value.filter(
      ({ state }) => state !== 'acknowledged' && state !== 'withdrawn',
    );
    const stuck = left.filter((entry) => entry.state !== 'rejected' || !entry.rating.note?.includes(BAD));
    if (stuck.length > 0)
      throw new Fault(
        `never sent: ${stuck.map((entry) => `${entry.id} ${entry.state} ${entry.problem?.code}`)}`,
      );
  }

  /// A cold start, and this aide signs in. A page that finds out just then that its session has become another's gives way to a new
  /// one, and she does it again there.
  async #signedIn(login: string): Promise<Page> {
    const { phone } = this;
    for (let times = 0; times < MOST_SIGN_INS; times += 1) {
      for (const page of [...phone.pages]) page.kill();
      const page = this.#start();
      await phone.rest();
      const done = await this.hands.signIn(page, login);
      await phone.rest();
      if (done && !page.dead) return page;
    }
    throw new Error(`${login} cannot sign in, though everything works`);
  }

  #refused = (page: Page): Entry[] => page.code.entries.value.filter((entry) => entry.state === 'rejected');
}
