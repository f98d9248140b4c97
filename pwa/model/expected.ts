/// What must be on the server in the end: the run's own record of what the aides were promised.
import type { Rating } from '../src/api/types';
import type { Entry } from '../src/outbox/types';

/// How sure an aide may be of a rating: `open` is on the screen, `drafted` is on the phone, `unsure` was being saved when the
/// page died, `saved` was confirmed to her, `given up` was withdrawn by herself.
export type Standing = 'open' | 'drafted' | 'unsure' | 'saved';
export type Version = { rating: Rating; standing: Standing };
/// One visit as somebody rated it: a first version, then corrections.
export type Intent = { account: string; versions: Version[] };

/// A later version was saved: a refused one that was corrected need not be sent.
const corrected = (intent: Intent, version: Version) =>
  intent.versions.slice(intent.versions.indexOf(version) + 1).some((later) => later.standing === 'saved');

/// What the server, or something on the way to it, has said.
export type Said = { stored: { has(id: string): boolean }; refused: { has(id: string): boolean } };

export class Fault extends Error {
  override name = 'Fault';
}

export class Expected {
  readonly intents: Intent[] = [];
  #byId = new Map<string, { intent: Intent; version: Version }>();

  begin(account: string, rating: Rating): void {
    const intent = { account, versions: [] };
    this.intents.push(intent);
    this.#add(intent, rating);
  }

  correct(old: string, rating: Rating): void {
    this.#add(this.find(old).intent, rating);
  }

  #add(intent: Intent, rating: Rating): void {
    const version: Version = { rating, standing: 'open' };
    intent.versions.push(version);
    this.#byId.set(rating.id, { intent, version });
  }

  knows = (id: string): boolean => this.#byId.has(id);

  find(id: string): { intent: Intent; version: Version } {
    const found = this.#byId.get(id);
    if (!found) throw new Fault(`nobody ever made the rating ${id}`);
    return found;
  }

  get all(): { intent: Intent; version: Version }[] {
    return [...this.#byId.values()];
  }

  get saved(): { intent: Intent; version: Version }[] {
    return this.all.filter(({ version }) => version.standing === 'saved');
  }

  /// Compares with what the phone holds while everything rests. `stored` says whether the server has said so.
  holds(entries: Entry[], drafts: { id: string }[], { stored, refused }: Said): void {
    const kept = new Map(entries.map((entry) => [entry.id, entry]));
    const drafted = new Set(drafts.map((draft) => draft.id));
    for (const entry of entries) {
      this.#sameAs(entry, stored);
      if (entry.state === 'rejected' && !refused.has(entry.id))
        throw new Fault(`set aside without a reason: ${entry.id}`);
    }
    for (const { intent, version } of this.all) {
      const { id } = version.rating;
      if (version.standing === 'unsure') version.standing = kept.has(id) ? 'saved' : 'drafted';
      if (version.standing === 'drafted' && !drafted.has(id) && !kept.has(id)) {
        throw new Fault(`a draft was lost: ${id}`);
      }
      if (version.standing !== 'saved') continue;
      const entry = kept.get(id);
      // What was sent may be swept or wiped from the phone; what was not may never be.
      if (!entry && !stored.has(id) && !corrected(intent, version))
        throw new Fault(`lost: ${id} is neither on the phone nor on the server`);
      if (entry && entry.account !== intent.account) throw new Fault(`${id} went to another account`);
    }
  }

  #sameAs(entry: Entry, stored: Said['stored']): void {
    const { intent, version } = this.find(entry.id);
    const { replaces } = entry.rating;
    // A correction may come to replace something earlier than it began with: an earlier version of the same visit.
    const earlier = intent.versions.slice(0, intent.versions.indexOf(version));
    if (replaces && !earlier.some((one) => one.rating.id === replaces))
      throw new Fault(`${entry.id} went to another visit`);
    const { replaces: _, ...rest } = version.rating;
    version.rating = replaces ? { ...rest, replaces } : rest;
    const sent = entry.state === 'acknowledged';
    if (sent && !stored.has(entry.id))
      throw new Fault(`acknowledged, but the server never said so: ${entry.id}`);
    const wanted = sent ? { ...version.rating, note: null } : version.rating;
    if (JSON.stringify(entry.rating) !== JSON.stringify(wanted)) {
      throw new Fault(`${entry.id} was changed on the phone`);
    }
  }
}
