/// What an aide does with her phone: sign in, rate, correct, send again, leave. Each note is written down in what is expected.
import type { Rating } from '../src/api/types';
import type { Draft, Entry } from '../src/outbox/types';
import { Fault } from './expected';
import type { Page, PageCode } from './phone';
import type { Run } from './run';
import { peekDrafts, peekEntries } from './store';

const SCORES = [1, 2, 3, 4, 5] as const;
/// A control character, as a paste may bring one: the server refuses the rating for it.
export const BAD = '\u0007';

export class Hands {
  #made = 0;
  readonly run: Run;

  constructor(run: Run) {
    this.run = run;
  }

  /// Whether the page is hers now.
  async signIn(page: Page, login: string): Promise<boolean> {
    const token = await this.run.backend.invite(login);
    const done = await page.act(async ({ api, enter }: PageCode) => {
      const answer = await api.enrol(token);
      if (answer.ok) await enter(answer.data);
      return answer.ok ? answer.data.user.id : null;
    });
    this.run.note(`  ${login}: ${JSON.stringify(done)}`);
    if (done === 'gone' || !('value' in done) || !done.value) return false;
    this.run.aides.set(login, done.value);
    return true;
  }

  /// Signing out wipes the drafts of whoever leaves; it is refused while something waits.
  async leave(page: Page): Promise<void> {
    // What a page was saving when it died is there or not, before the drafts go; and a page that has just opened knows whose it is.
    await this.run.phone.rest();
    await this.run.check();
    const account = page.code.user.value?.id;
    const left = await page.act((code) => code.leave());
    await this.run.phone.rest();
    const drafts = await peekDrafts(this.run.phone.factory);
    const none = !drafts.some((draft) => draft.account === account);
    this.run.note(`  ${JSON.stringify(left)}`);
    if (!none) return;
    for (const { intent, version } of this.run.expected.all) {
      if (intent.account === account && version.standing === 'drafted') version.standing = 'open';
    }
  }

  async rate(page: Page): Promise<void> {
    const { dice } = this.run;
    const account = page.code.user.value?.id;
    if (!account) return;
    const person = dice.pick(this.run.backend.persons);
    const target = { slot: `person:${person.id}`, person, visit: null, correction: null };
    await this.#fill(page, account, target, (rating) => this.run.expected.begin(account, rating));
  }

  async correct(page: Page): Promise<void> {
    const { code } = page;
    const account = code.user.value?.id;
    const all = code.entries.value;
    const open = all.filter((entry) => code.correctable(entry, all, new Date(this.run.phone.time.now())));
    if (!account || open.length === 0) return;
    const old = this.run.dice.pick(open);
    const target = code.correctionOf(old);
    await this.#fill(page, account, target, (rating) => this.run.expected.correct(old.id, rating));
  }

  /// Taps the form through, as `useDraft` does, and mostly saves.
  async #fill(
    page: Page,
    account: string,
    target: Parameters<PageCode['blank']>[0],
    made: (rating: Rating) => void,
  ): Promise<void> {
    const { dice } = this.run;
    const found = await page.act((code) => code.getDraft(account, target.slot));
    if (found === 'gone' || page.code.user.value?.id !== account) return;
    const kept = 'value' in found ? found.value : undefined;
    const now = new Date(this.run.phone.time.now());
    let draft: Draft = kept ?? {
      ...page.code.blank(target, now),
      id: page.code.uuid7(now.getTime()),
      account,
    };
    this.#made += 1;
    const note = `${this.run.seed}.${this.#made}${dice.chance(0.06) ? BAD : ''}${dice.chance(0.1) ? ' é'.repeat(900) : ''}`;
    draft = { ...draft, note, answers: { ...draft.answers, health: dice.pick(SCORES) } };
    if (!this.run.expected.knows(draft.id)) made(page.code.toRating(draft));
    const { version } = this.run.expected.find(draft.id);
    for (let taps = dice.between(1, 3); taps > 0; taps -= 1) {
      draft = { ...draft, answers: { ...draft.answers, mood: dice.pick(SCORES) } };
      const written = await page.act((code) => code.putDraft(draft));
      if (written === 'gone') return;
      if ('value' in written && version.standing === 'open') version.standing = 'drafted';
    }
    if (dice.chance(0.88)) await this.#save(page, draft);
  }

  async #save(page: Page, found: Draft): Promise<void> {
    // As the form does. A draft of another day is always taken up.
    const draft = page.code.atSaving(found, new Date(this.run.phone.time.now()));
    const { version } = this.run.expected.find(draft.id);
    const rating = page.code.toRating(draft);
    // A second tap on the button, or a form that was left open in another tab, must not matter.
    if (version.standing === 'saved') return;
    version.rating = rating;
    const saved = await page.act((code) => code.save(draft));
    const drafted = version.standing !== 'open';
    if (saved === 'gone') version.standing = 'unsure';
    else if ('value' in saved) version.standing = 'saved';
    else if (!this.run.phone.full)
      throw new Fault(`could not be saved, though there was room: ${saved.error}`);
    this.run.note(`  ${draft.id}${draft.replaces ? ` for ${draft.replaces}` : ''}: ${version.standing}`);
    if (saved === 'gone' && !drafted) await this.#wasItSaved(draft.id);
    if (this.run.dice.chance(0.1)) void page.act((code) => code.save(draft));
  }

  /// The page died before it answered, and there was no draft on the phone: it may be there or not.
  async #wasItSaved(id: string): Promise<void> {
    await this.run.phone.rest();
    const entries = await peekEntries(this.run.phone.factory);
    this.run.expected.find(id).version.standing = entries.some((entry) => entry.id === id) ? 'saved' : 'open';
  }

  async retry(page: Page): Promise<void> {
    const refused = page.code.entries.value.filter((entry) => entry.state === 'rejected');
    if (refused.length > 0) await page.act((code) => code.retry(this.run.dice.pick(refused).id));
  }

  async mend(page: Page, entry: Entry): Promise<void> {
    const { code } = page;
    const account = entry.account;
    const now = new Date(this.run.phone.time.now());
    if (!code.correctable(entry, code.entries.value, now)) return;
    const target = code.correctionOf(entry);
    const found = await page.act(({ getDraft }) => getDraft(account, target.slot));
    const kept = found !== 'gone' && 'value' in found ? found.value : undefined;
    const fresh: Draft = { ...code.blank(target, now), id: code.uuid7(now.getTime()), account };
    const draft: Draft = { ...(kept ?? fresh), note: 'sans', answers: { health: 3 } };
    if (!kept) this.run.expected.correct(entry.id, code.toRating(draft));
    await this.#save(page, draft);
    await this.run.phone.rest();
  }
}
