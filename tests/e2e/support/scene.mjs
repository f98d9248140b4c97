// Sets a scene from what the demo offers: an aide, a coordinator and a referent who share a sector, and persons
// whom nothing is known against yet. Nothing is named here: the demo's people may change.
import { Api } from './api.mjs';
import { Vigie } from './vigie.mjs';

/**
 * @typedef {{id: string, name: string, sector_id: string, coordination?: string}} Person
 * @typedef {{id: string, person: {id: string, name: string}, starts_at: string, status: string, rating_id: string|null}} Visit
 */

/** Scores that open a critical alert by themselves: the rule `threshold` fires at a health of 1. */
export const ALARMING = { intervention: 3, health: 1, mood: 2, form: 2 };

/** How long an alert has been seen to take from the answer to the rating to the queue, and then some. */
export const ALERT_PATIENCE_MS = 15_000;

export class Scene {
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

  /** @param {{pushOrigins?: string[]}} [settings] */
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
   * Persons of the aide whom coordinator and referent both look after, and for whom no alert is open.
   * @returns {Promise<Person[]>}
   */
  async quietPersons() {
    const [forAide, forCoordinator, forReferent] = await Promise.all(
      [this.aide, this.coordinator, this.referent].map((api) => api.get('/api/persons?q=')),
    );
    const ids = ({ items }) => new Set(items.map((/** @type {Person} */ p) => p.id));
    const [mine, referents] = [ids(forAide), ids(forReferent)];
    const alerted = new Set((await this.openAlerts()).map((alert) => alert.person.id));
    return forCoordinator.items.filter(
      (/** @type {Person} */ p) => p.coordination === 'accepted' && mine.has(p.id) && referents.has(p.id) && !alerted.has(p.id),
    );
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

  async close() {
    await this.vigie.close();
  }
}
