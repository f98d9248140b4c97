/// One random run: a phone, two aides who share it, and everything that goes wrong in the field. It ends with a good network,
/// everybody signed in once more, an empty outbox, and a comparison with what the server has.

import { FAULTS, FaultyNetwork } from '../../tests/e2e/support/faulty-network.mjs';
import type { Rating } from '../src/api/types';
import type { Draft, Entry } from '../src/outbox/types';
import { compare } from './compare';
import { Dice } from './dice';
import { Expected, Fault } from './expected';
import { type Page, type PageCode, Phone } from './phone';
import type { Backend } from './server';
import { peek } from './store';

/// The app of today, and the one after its next change of the phone's database.
export type Builds = { now: string; next: string };

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
/// Back-off ends at five minutes: this is three of them.
const DRAIN_MS = 16 * MINUTE;
const SCORES = [1, 2, 3, 4, 5] as const;
/// A control character, as a paste may bring one: the server refuses the rating for it.
const BAD = '\u0007';

const STEPS = {
  rate: 36,
  correct: 12,
  'retry what was refused': 4,
  kill: 6,
  'kill soon': 10,
  'open a second tab': 5,
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
  'page event': 6,
  poison: 3,
} as const;

type Step = keyof typeof STEPS;

export class Run {
  readonly dice: Dice;
  readonly trace: string[] = [];
  readonly expected = new Expected();
  readonly proxy: FaultyNetwork;
  #phone: Phone | null = null;
  #code: string;
  #made = 0;
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
      await this.#signIn(this.#page(), this.dice.pick(this.backend.logins));
      for (let left = this.dice.between(15, 45); left > 0; left -= 1) await this.#step();
      await this.#drain();
      await compare(this, before);
    } finally {
      for (const page of phone.pages) page.kill();
      await this.proxy.close();
    }
  }

  #note(line: string): void {
    this.trace.push(line);
  }

  async #step(): Promise<void> {
    const step = this.dice.weighted<Step>(STEPS);
    const page = this.#page();
    this.#note(step);
    await this.#do(step, page);
    // Often the next thing happens while the last one is still under way.
    if (this.dice.chance(0.6)) {
      await this.phone.rest();
      await this.#check();
    }
  }

  async #do(step: Step, page: Page): Promise<unknown> {
    const { dice, phone, proxy } = this;
    switch (step) {
      case 'rate':
        return this.#rate(page);
      case 'correct':
        return this.#correct(page);
      case 'retry what was refused':
        return this.#retry(page);
      case 'kill':
        return page.kill();
      case 'kill soon':
        return page.armFuse(dice.between(1, 14), dice.between(0, 4));
      case 'open a second tab':
        return phone.pages.size < 3 && this.#start();
      case 'network changes':
        proxy.mode = dice.weighted({ good: 5, offline: 3, portal: 1, down: 1 });
        return this.#note(`  ${proxy.mode}`);
      case 'faults ahead': {
        const faults = Array.from({ length: dice.between(1, 3) }, () => dice.pick(FAULTS));
        this.#note(`  ${faults.join(', ')}`);
        return (dice.chance(0.8) ? proxy.faults : proxy.refreshFaults).push(...faults);
      }
      case 'time passes':
        return phone.pass(dice.pick([1000, 5000, 35_000, 2 * MINUTE, 6 * MINUTE, 20 * MINUTE]));
      case 'clock jumps':
        phone.time.wallStart += dice.pick([-400 * DAY, -DAY, -90 * MINUTE, 90 * MINUTE, DAY, 9 * DAY]);
        return undefined;
      case 'phone full or not':
        phone.full = !phone.full;
        return this.#note(`  ${phone.full ? 'full' : 'room again'}`);
      case 'session ends':
        return phone.cookie ? this.backend.revoke(phone.cookie) : undefined;
      case 'sign in':
        return this.#signIn(page, dice.pick(this.backend.logins));
      case 'leave':
        return this.#leave(page);
      case 'worker sends':
        return this.#workerSends();
      case 'app update':
        this.#code = this.builds.next;
        return this.#start();
      case 'page event':
        return page.tell(dice.pick(['online', 'pageshow', 'visibilitychange']));
      case 'poison':
        return this.#poison();
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

  async #signIn(page: Page, login: string): Promise<void> {
    const token = await this.backend.invite(login);
    const done = await page.act(async ({ api, enter }: PageCode) => {
      const answer = await api.enrol(token);
      if (answer.ok) await enter(answer.data);
      return answer.ok ? answer.data.user.id : null;
    });
    this.#note(`  ${login}: ${JSON.stringify(done)}`);
    if (done !== 'gone' && 'value' in done && done.value) this.aides.set(login, done.value);
  }

  /// Signing out wipes the drafts of whoever leaves; it is refused while something waits.
  async #leave(page: Page): Promise<void> {
    const account = page.code.user.value?.id;
    // What a page was saving when it died is there or not, before the drafts go.
    await this.phone.rest();
    await this.#check();
    const left = await page.act((code) => code.leave());
    await this.phone.rest();
    const drafts = await peek<Draft>(this.phone.factory, 'drafts');
    const none = !drafts.some((draft) => draft.account === account);
    this.#note(`  ${JSON.stringify(left)}`);
    if (!none) return;
    for (const { intent, version } of this.expected.all) {
      if (intent.account === account && version.standing === 'drafted') version.standing = 'open';
    }
  }

  async #rate(page: Page): Promise<void> {
    const { dice } = this;
    const account = page.code.user.value?.id;
    if (!account) return;
    const person = dice.pick(this.backend.persons);
    const target = { slot: `person:${person.id}`, person, visit: null, correction: null };
    await this.#fill(page, account, target, (rating) => this.expected.begin(account, rating));
  }

  async #correct(page: Page): Promise<void> {
    const { code } = page;
    const account = code.user.value?.id;
    const all = code.entries.value;
    const open = all.filter((entry) => code.correctable(entry, all, new Date(this.phone.time.now())));
    if (!account || open.length === 0) return;
    const old = this.dice.pick(open);
    const target = code.correctionOf(old);
    await this.#fill(page, account, target, (rating) => this.expected.correct(old.id, rating));
  }

  /// Taps the form through, as `useDraft` does, and mostly saves.
  async #fill(
    page: Page,
    account: string,
    target: Parameters<PageCode['blank']>[0],
    made: (rating: Rating) => void,
  ): Promise<void> {
    const { dice } = this;
    const found = await page.act((code) => code.getDraft(account, target.slot));
    if (found === 'gone' || page.code.user.value?.id !== account) return;
    const kept = 'value' in found ? found.value : undefined;
    const now = new Date(this.phone.time.now());
    let draft: Draft = kept ?? {
      ...page.code.blank(target, now),
      id: page.code.uuid7(now.getTime()),
      account,
    };
    this.#made += 1;
    const note = `${this.seed}.${this.#made}${dice.chance(0.06) ? BAD : ''}${dice.chance(0.1) ? ' é'.repeat(900) : ''}`;
    draft = { ...draft, note, answers: { ...draft.answers, health: dice.pick(SCORES) } };
    if (!this.expected.knows(draft.id)) made(page.code.toRating(draft));
    const { version } = this.expected.find(draft.id);
    for (let taps = dice.between(1, 3); taps > 0; taps -= 1) {
      draft = { ...draft, answers: { ...draft.answers, mood: dice.pick(SCORES) } };
      const written = await page.act((code) => code.putDraft(draft));
      if (written === 'gone') return;
      if ('value' in written && version.standing === 'open') version.standing = 'drafted';
    }
    if (dice.chance(0.88)) await this.#save(page, draft);
  }

  async #save(page: Page, draft: Draft): Promise<void> {
    const { version } = this.expected.find(draft.id);
    const rating = page.code.toRating(draft);
    // A second tap on the button, or a form that was left open in another tab, must not matter.
    if (version.standing === 'saved') return;
    version.rating = rating;
    const saved = await page.act((code) => code.save(draft));
    const drafted = version.standing !== 'open';
    if (saved === 'gone') version.standing = 'unsure';
    else if ('value' in saved) version.standing = 'saved';
    else if (!this.phone.full) throw new Fault(`could not be saved, though there was room: ${saved.error}`);
    this.#note(`  ${draft.id}${draft.replaces ? ` for ${draft.replaces}` : ''}: ${version.standing}`);
    if (saved === 'gone' && !drafted) await this.#wasItSaved(draft.id);
    if (this.dice.chance(0.1)) void page.act((code) => code.save(draft));
  }

  /// The page died before it answered, and there was no draft on the phone: it may be there or not.
  async #wasItSaved(id: string): Promise<void> {
    await this.phone.rest();
    const entries = await peek<Entry>(this.phone.factory, 'entries');
    this.expected.find(id).version.standing = entries.some((entry) => entry.id === id) ? 'saved' : 'open';
  }

  async #retry(page: Page): Promise<void> {
    const refused = page.code.entries.value.filter((entry) => entry.state === 'rejected');
    if (refused.length > 0) await page.act((code) => code.retry(this.dice.pick(refused).id));
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

  async #check(): Promise<void> {
    const [entries, drafts] = await Promise.all([
      peek<Entry>(this.phone.factory, 'entries'),
      peek<Draft>(this.phone.factory, 'drafts'),
    ]);
    this.expected.holds(entries, drafts, this.proxy);
    if (this.phone.mostPosting > 1) throw new Fault('two requests with ratings were open at once');
  }

  /// The day after: good network, room on the phone, each aide signs in once more and opens the app.
  async #drain(): Promise<void> {
    const { phone, proxy } = this;
    this.#note('the end: everything works again');
    Object.assign(proxy, { mode: 'good', faults: [], refreshFaults: [], poison: new Set() });
    phone.full = false;
    await phone.pass(2 * MINUTE);
    for (const page of [...phone.pages]) page.kill();
    await proxy.arrived();
    await this.#check();
    for (const login of this.backend.logins) await this.#drainFor(login);
    await this.#check();
  }

  async #drainFor(login: string): Promise<void> {
    const { phone } = this;
    for (const page of [...phone.pages]) page.kill();
    const page = this.#start();
    await phone.rest();
    await this.#signIn(page, login);
    await phone.rest();
    // Corrected first where the server has a reason of its own, sent again otherwise.
    for (const entry of this.#refused(page))
      if (entry.rating.note?.includes(BAD)) await this.#mend(page, entry);
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

  #refused = (page: Page): Entry[] => page.code.entries.value.filter((entry) => entry.state === 'rejected');

  async #mend(page: Page, entry: Entry): Promise<void> {
    const { code } = page;
    const account = entry.account;
    const now = new Date(this.phone.time.now());
    if (!code.correctable(entry, code.entries.value, now)) return;
    const target = code.correctionOf(entry);
    const found = await page.act(({ getDraft }) => getDraft(account, target.slot));
    const kept = found !== 'gone' && 'value' in found ? found.value : undefined;
    const fresh: Draft = { ...code.blank(target, now), id: code.uuid7(now.getTime()), account };
    const draft: Draft = { ...(kept ?? fresh), note: 'sans', answers: { health: 3 } };
    if (!kept) this.expected.correct(entry.id, code.toRating(draft));
    await this.#save(page, draft);
    await this.phone.rest();
  }
}
