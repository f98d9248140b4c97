// Sets a scene from what the demo offers: an aide, a coordinator and a referent who share a sector, and persons
// whom nothing is known against yet. Nothing is named here: the demo's people may change.
import { Api } from './api.mjs';
import { until } from './until.mjs';
import { Vigie } from './vigie.mjs';

/**
 * @typedef {{id: string, name: string, sector_id: string, coordination?: string}} Person
 * @typedef {{id: string, person: {id: string, name: string}, starts_at: string, status: string, rating_id: string|null}} Visit
 */

/** Scores that open a critical alert by themselves: the rule `threshold` fires at a health of 1. */
export const ALARMING = { intervention: 3, health: 1, mood: 2, form: 2 };

/** After an alert was closed the rules keep quiet for seven days; one more for the time zone. */
const QUIET_DAYS = 8;

/**
 * @param {{state: string, closed_at: string|null}} alert
 * @returns {boolean} open, or closed so lately that the rules keep quiet
 */
function isFresh({ state, closed_at: closedAt }) {
  return state !== 'closed' || closedAt === null || Date.now() - Date.parse(closedAt) < QUIET_DAYS * 86_400_000;
}

export class Scene {
  /** @type {Set<string>} persons handed out */
  #used = new Set();

  /**
   * @param {Vigie} vigie
   * @param {{aide: Api, coordinator: Api, referent: Api, administrator: Api}} people
   */
  constructor(vigie, people) {
    this.vigie = vigie;
    this.aide = people.aide;
    this.coordinator = people.coordinator;
    this.referent = people.referent;
    this.administrator = people.administrator;
  }

  /** @param {import('./vigie.mjs').Settings} [settings] */
  static async set(settings) {
    const vigie = await Vigie.start(settings);
    try {
      return await Scene.#cast(vigie);
    } catch (error) {
      await vigie.close();
      throw error;
    }
  }

  /** @param {Vigie} vigie */
  static async #cast(vigie) {
    const everyone = await Promise.all(vigie.accounts.map((account) => Api.signIn(vigie.url, account)));
    const of = (/** @type {string} */ role) => everyone.filter((api) => api.user.role === role);
    for (const aide of of('aide')) {
      const shares = (/** @type {Api} */ other) =>
        other.user.sector_ids.some((/** @type {string} */ id) => aide.user.sector_ids.includes(id));
      const coordinator = of('coordinator').find(shares);
      const referent = of('sector_referent').find(shares);
      const [administrator] = of('administrator');
      if (coordinator && referent && administrator) return new Scene(vigie, { aide, coordinator, referent, administrator });
    }
    throw new Error('the demo has no aide, coordinator and referent who share a sector');
  }

  /** Today's visits of the aide, in the order of the day. */
  async visitsToday() {
    const today = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Europe/Paris' }).format(new Date());
    const { items } = await this.aide.get(`/api/visits?from=${today}&to=${today}`);
    return /** @type {Visit[]} */ (items);
  }

  /** @returns {Promise<Person[]>} everybody whom the coordinator or the referent may see */
  async everyPerson() {
    const lists = await Promise.all([this.coordinator.get('/api/persons?q='), this.referent.get('/api/persons?q=')]);
    return lists.flatMap(({ items }) => items);
  }

  /**
   * Somebody whom aide, coordinator and referent all look after, and about whom nothing is known: whoever rates them low
   * opens a new alert. Never the same person twice.
   * @param {string[]} [among] ids to choose from
   * @returns {Promise<Person>}
   */
  async quietPerson(among) {
    for (const person of await this.#common()) {
      if (this.#used.has(person.id) || (among && !among.includes(person.id))) continue;
      const { alerts } = await this.coordinator.get(`/api/persons/${person.id}`);
      if (alerts.some(isFresh)) continue;
      this.#used.add(person.id);
      return person;
    }
    throw new Error('the demo has nobody left about whom no alert is open or was just closed');
  }

  /** @returns {Promise<Person[]>} those whom aide, coordinator and referent share */
  async #common() {
    const lists = await Promise.all(
      [this.coordinator, this.aide, this.referent].map(async (api) => (await api.get('/api/persons?q=')).items),
    );
    const [forCoordinator, ...others] = /** @type {Person[][]} */ (lists);
    const shared = others.map((list) => new Set(list.map((person) => person.id)));
    return forCoordinator.filter((p) => p.coordination === 'accepted' && shared.every((ids) => ids.has(p.id)));
  }

  /** @param {Api} [viewer] */
  async openAlerts(viewer = this.coordinator) {
    const alerts = [];
    let cursor = '';
    do {
      const page = await viewer.get(`/api/alerts?limit=100${cursor && `&cursor=${encodeURIComponent(cursor)}`}`);
      alerts.push(...page.items);
      cursor = page.next_cursor;
    } while (cursor);
    return alerts;
  }

  /**
   * @param {string} personId
   * @param {Api} [viewer]
   */
  async openAlertOf(personId, viewer = this.coordinator) {
    return (await this.openAlerts(viewer)).find((alert) => alert.person.id === personId);
  }

  /**
   * An aide rates somebody so low that an alert opens.
   * @param {string|null} [note]
   */
  async raiseAlert(note = null) {
    const person = await this.quietPerson();
    const rating = this.aide.rating({ person, scores: ALARMING, note });
    const [{ outcome }] = await this.aide.rate(rating);
    if (outcome !== 'stored') throw new Error(`the rating was ${outcome}`);
    const alert = await until(() => this.openAlertOf(person.id), 'the alert');
    return { person, rating, alert };
  }

  async close() {
    await this.vigie.close();
  }
}
