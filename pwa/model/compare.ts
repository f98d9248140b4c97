/// After the last send: the server against what the aides were promised. Nothing lost, nothing doubled, nothing under another
/// name, and of each visit the last version counts.
import { Fault, type Version } from './expected';
import type { Phone } from './phone';
import type { Run } from './run';
import { peekEntries } from './store';

export async function compare(run: Run, storedBefore: number): Promise<void> {
  const { backend, expected, proxy } = run;
  for (const [id, times] of proxy.stored) {
    expected.find(id);
    if (times > 1) throw new Fault(`the server stored ${id} ${times} times`);
  }
  const count = (await backend.storedCount()) - storedBefore;
  if (count !== proxy.stored.size)
    throw new Fault(`stored: ${count} by its own count, ${proxy.stored.size} by its answers`);
  const odd = proxy.refusals.filter((code) => code !== 'invalid_rating');
  if (odd.length > 0) throw new Fault(`the server refused: ${odd}`);
  await sameContent(run);
  await whatCounts(run);
}

/// Sent once more from our own record, each must be there already: `stored` would mean it was lost, a conflict that it was
/// changed on the way. The account is part of the content.
async function sameContent({ backend, expected, proxy }: Run): Promise<void> {
  for (const login of backend.logins) {
    const { token, user } = await backend.session(login);
    const ratings = expected.all
      .filter(({ intent, version }) => intent.account === user.id && proxy.stored.has(version.rating.id))
      .map(({ version }) => version.rating);
    for (let at = 0; at < ratings.length; at += 50) {
      for (const result of await backend.post(token, ratings.slice(at, at + 50))) {
        if (result.outcome !== 'duplicate')
          throw new Fault(`${result.id} is ${result.outcome}, and not a duplicate`);
      }
    }
  }
}

/// Of each visit exactly one rating counts, the last that was saved, under the aide who saved it.
async function whatCounts({ backend, expected, phone, proxy }: Run): Promise<void> {
  const kept = await refusedOn(phone);
  const persons = new Set(expected.all.map(({ version }) => version.rating.person_id));
  const shown = [];
  for (const person of persons) shown.push(...(await backend.ratingsOf(person)));
  const counted = new Map(shown.map((rating) => [rating.id, rating]));
  const before = (version: Version) => proxy.order.indexOf(version.rating.id);
  for (const { account, versions } of expected.intents) {
    const stored = versions.filter((version) => proxy.stored.has(version.rating.id));
    const ids = stored.map((version) => version.rating.id);
    const counting = ids.filter((id) => counted.has(id));
    const last = ids.at(-1);
    const saved = versions.some((version) => version.standing === 'saved');
    if (!last && versions.some((version) => kept.has(version.rating.id))) continue;
    if (saved && !last) throw new Fault(`lost: ${versions.map((version) => version.rating.id)}`);
    if (counting.length !== (last ? 1 : 0))
      throw new Fault(`${counting.length} ratings count for one visit: ${ids}`);
    if (!last) continue;
    if (counting[0] !== last) throw new Fault(`${counting[0]} counts, but ${last} was saved last`);
    if (counted.get(last)?.aide !== account) throw new Fault(`${last} is under another name`);
    for (const [place, version] of stored.entries()) {
      const earlier = stored[place - 1];
      if (earlier && before(earlier) > before(version))
        throw new Fault(`${version.rating.id} overtook what it corrects`);
    }
  }
}

/// What the server refuses for its content stays on the phone, for a human.
async function refusedOn(phone: Phone): Promise<Set<string>> {
  const entries = await peekEntries(phone.factory);
  return new Set(entries.filter((entry) => entry.state === 'rejected').map((entry) => entry.id));
}
