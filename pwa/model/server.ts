/// The real server in demo mode, with a second aide in the sector of the first: two who share a phone.
import { Api } from '../../tests/e2e/support/api.mjs';
import { Vigie } from '../../tests/e2e/support/vigie.mjs';

export type Person = { id: string; name: string };
export type Shown = { id: string; aide: string; scores: Record<string, number | null>; note: string | null };

type Session = { token: string; user: { id: string } };

/// The server's tokens live for ten minutes.
const FRESH_MS = 5 * 60_000;

/// How often a server that is too busy (503, a connection it has closed) is asked again. It is when the machine is: no fault of a phone.
export const PATIENCE = 60;
const BUSY_MS = 1000;

class Refused extends Error {
  readonly status: number;
  constructor(what: string, status: number) {
    super(`${what}: ${status}`);
    this.status = status;
  }
}

async function patiently<T>(ask: () => Promise<T>): Promise<T> {
  for (let again = 0; ; again += 1) {
    try {
      return await ask();
    } catch (error) {
      const busy = (error as { status?: number }).status === 503 || error instanceof TypeError;
      if (!busy || again === PATIENCE) throw error;
      await new Promise((resolve) => setTimeout(resolve, BUSY_MS));
    }
  }
}

const SECOND = 'voisine';
type Line = {
  kind: string;
  at: string;
  actor: { id: string };
  text: string | null;
  data: { rating_id: string; scores: Record<string, number | null> };
};

export class Backend {
  /// Logins of the two aides.
  readonly logins: string[];
  readonly persons: Person[];
  readonly #vigie: Vigie;
  #coordinator: { api: Api; until: number };

  private constructor(vigie: Vigie, logins: string[], persons: Person[], coordinator: Api) {
    this.#vigie = vigie;
    this.logins = logins;
    this.persons = persons;
    this.#coordinator = { api: coordinator, until: Date.now() + FRESH_MS };
  }

  static async start(): Promise<Backend> {
    const vigie = await Vigie.start();
    const account = (role: string) => {
      const found = vigie.accounts.find((one) => one.role === role);
      if (!found) throw new Error(`the demo has no ${role}`);
      return found;
    };
    const aide = await Api.signIn(vigie.url, account('aide'));
    const coordinator = await Api.signIn(vigie.url, account('coordinator'));
    const sector = aide.user.sector_ids[0] as string;
    await vigie.command('user', 'add', '--role', 'aide', '--login', SECOND, '--sector', sector);
    const [mine, theirs] = await Promise.all([aide, coordinator].map((api) => api.get('/api/persons?q=')));
    const known = new Set(theirs.items.map((person: Person) => person.id));
    const persons = (mine.items as Person[]).filter((person) => known.has(person.id));
    return new Backend(vigie, [aide.account.login, SECOND], persons, coordinator);
  }

  get url(): string {
    return this.#vigie.url.replace('localhost', '127.0.0.1');
  }

  close = (): Promise<void> => this.#vigie.close();

  /// A fresh one-use link's token for an aide.
  async invite(login: string): Promise<string> {
    const printed = await this.#vigie.command('user', 'invite', '--login', login);
    const token = /#(\S+)/.exec(printed)?.[1];
    if (!token) throw new Error('no link was printed');
    return token;
  }

  /// How many ratings the server has stored since it started, by its own count.
  async storedCount(): Promise<number> {
    const text = await patiently(async () => (await fetch(`${this.url}/metrics`)).text());
    return Number(/^vigie_ratings_total\{outcome="stored"\} (\d+)$/m.exec(text)?.[1] ?? 0);
  }

  /// A session of this aide, past every phone. It ends the one on her phone, as any new phone does.
  session(login: string): Promise<Session> {
    return patiently(async () => {
      const answer = await fetch(`${this.url}/api/enrolment`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ token: await this.invite(login) }),
      });
      if (!answer.ok) throw new Refused('enrolment', answer.status);
      const body = (await answer.json()) as { access_token: string; user: { id: string } };
      return { token: body.access_token, user: body.user };
    });
  }

  post(token: string, ratings: unknown[]): Promise<{ id: string; outcome: string }[]> {
    return patiently(async () => {
      const answer = await fetch(`${this.url}/api/ratings`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
        body: JSON.stringify({ ratings }),
      });
      if (!answer.ok) throw new Refused('the check itself', answer.status);
      return ((await answer.json()) as { results: { id: string; outcome: string }[] }).results;
    });
  }

  /// Ends the session behind a phone's cookies, as a referent would for a lost phone.
  revoke(cookie: string): Promise<void> {
    return patiently(async () => {
      const renewed = await fetch(`${this.url}/api/session/refresh`, { method: 'POST', headers: { cookie } });
      if (!renewed.ok) return;
      const { access_token: token } = (await renewed.json()) as { access_token: string };
      const pairs = renewed.headers.getSetCookie().map((line) => line.split(';')[0]);
      const headers = { authorization: `Bearer ${token}`, cookie: pairs.join('; ') };
      await fetch(`${this.url}/api/session`, { method: 'DELETE', headers });
    });
  }

  async #reader(): Promise<Api> {
    if (Date.now() > this.#coordinator.until) {
      const api = await patiently(() => Api.signIn(this.#vigie.url, this.#coordinator.api.account));
      this.#coordinator = { api, until: Date.now() + FRESH_MS };
    }
    return this.#coordinator.api;
  }

  /// The ratings of a person that count today: those that were replaced are left out.
  async ratingsOf(person: string): Promise<Shown[]> {
    const shown: Shown[] = [];
    const reader = await this.#reader();
    for (let before: string | null = ''; before !== null; ) {
      const after: string = before && `&before=${encodeURIComponent(before)}`;
      const page: { items: Line[]; next_before: string | null } = await patiently(() =>
        reader.get(`/api/persons/${person}/timeline?limit=100${after}`),
      );
      for (const line of page.items) {
        if (line.kind !== 'rating') continue;
        const { rating_id: id, scores } = line.data;
        shown.push({ id, aide: line.actor.id, scores, note: line.text });
      }
      before = page.next_before;
    }
    return shown;
  }
}
