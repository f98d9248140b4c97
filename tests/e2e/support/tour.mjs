// Every screen of the app, for the checks that go through all of them and for the pictures. To add a screen: one line below.
/**
 * @typedef {'visitor'|'aide'|'coordinator'|'referent'|'administrator'} Who
 *
 * @typedef {object} Stop
 * @property {string} name      short, in the file name of its picture
 * @property {string} path
 * @property {string} [press]   a key that opens a part of the screen
 */

/**
 * Somebody at work on one alert: each step goes with the version of the one before.
 * @param {import('./api.mjs').Api} api
 * @param {any} alert
 */
function worker(api, alert) {
  let now = alert;
  return async (/** @type {string} */ verb, /** @type {object} */ body = {}) => {
    now = await api.post(`/api/alerts/${now.id}/${verb}`, { version: now.version, ...body });
    return now;
  };
}

/**
 * Lets something happen, so that no screen of the tour is empty: an alert that was raised, taken, noted and closed with words
 * for the aide, and one that is open again with all that was done about it.
 * @param {import('./scene.mjs').Scene} scene
 */
export async function furnish(scene) {
  const closed = await scene.raiseAlert('Elle ne veut plus se lever.');
  const open = await scene.raiseAlert('Il n’a pas touché à son repas.');
  const end = worker(scene.coordinator, closed.alert);
  await end('claim');
  await end('note', { text: 'Appel à la fille : elle passe demain.' });
  const closedAlert = await end('resolve', { outcome: 'acted', for_aide: 'Merci, le médecin passe demain.' });

  const work = worker(scene.coordinator, open.alert);
  await work('claim');
  await work('action', {
    kind: 'meal_delivery',
    contact: 'phone',
    agreement: 'family',
    agreed_by: 'Sa fille',
    text: 'Repas du midi, à partir de lundi.',
  });
  await work('dac', { step: 'hand_over', agreement: 'person' });
  const openAlert = await work('release', { note: 'Sa fille rappelle jeudi au sujet du lit.' });
  await scene.coordinator.post(`/api/alerts/${openAlert.id}/follow-ups`, { preset: 'tomorrow', text: 'Rappeler la fille.' });
  const quiet = await scene.quietPerson();
  await promise(scene, closed.person, quiet);
  return { closedAlert, openAlert, person: closed.person, quiet };
}

/**
 * What is promised about two persons, and who is around one of them: planner, caseload and file have something to show.
 * @param {import('./scene.mjs').Scene} scene
 * @param {import('./scene.mjs').Person} person
 * @param {import('./scene.mjs').Person} other
 */
async function promise({ coordinator }, person, other) {
  const to = (/** @type {{id: string}} */ { id }) => `/api/persons/${id}`;
  await coordinator.put(to(person), { phone: '02 41 00 00 00', address: '12 rue des Lilas\n49000 Angers' });
  await coordinator.post(`${to(person)}/contacts`, {
    name: 'Claire Exemple',
    relation: 'Fille',
    phone: '06 00 00 00 00',
    email: null,
    carer: true,
    guardian: false,
    note: 'Après 18 h',
  });
  await coordinator.put(`${to(person)}/coordinators`, { items: [{ kind: 'nursing', name: 'SSIAD', phone: null }] });
  for (const [kind, preset, text] of [
    ['call', 'tomorrow', 'Demander si les repas arrivent.'],
    ['visit', 'in_3_days', 'Voir le logement avec la fille.'],
  ]) {
    await coordinator.post(`${to(person)}/follow-ups`, { kind, preset, text });
  }
  const done = await coordinator.post(`${to(person)}/follow-ups`, { kind: 'check', preset: 'tomorrow' });
  await coordinator.post(`/api/follow-ups/${done.id}/done`, { version: done.version, result: 'better', text: 'Elle mange.' });
  await coordinator.post(`${to(other)}/watch`, { cadence: 'monthly', why: 'Vit seule depuis l’été.' });
  await coordinator.post(`${to(other)}/caseload`, { why: 'Deux chutes en un mois.' });
}

/**
 * @param {import('./scene.mjs').Scene} scene
 * @param {Awaited<ReturnType<typeof furnish>>} furniture
 * @returns {Promise<Record<Who, Stop[]>>}
 */
export async function stops(scene, { closedAlert, openAlert, person, quiet }) {
  const [visit] = (await scene.visitsToday()).filter((v) => v.rating_id === null && v.status !== 'cancelled');
  if (!visit) throw new Error('the demo gives the aide no visit to rate today');
  const queue = [
    { name: 'alertes', path: '/alertes' },
    { name: 'alerte', path: `/alertes/${openAlert.id}` },
    { name: 'alertes-filtrees', path: '/alertes?scope=mine&severity=moderate&axis=mood' },
    { name: 'alerte-action', path: `/alertes/${openAlert.id}`, press: 't' },
    { name: 'alerte-suivi', path: `/alertes/${openAlert.id}`, press: 'f' },
    { name: 'touches', path: '/alertes', press: '?' },
    { name: 'alerte-terminee', path: `/alertes/${closedAlert.id}` },
    { name: 'personne', path: `/personnes/${person.id}` },
    { name: 'personne-en-veille', path: `/personnes/${quiet.id}` },
    { name: 'suivis', path: '/suivis?owner=all' },
    { name: 'suivis-semaine', path: '/suivis?view=week&owner=all' },
    { name: 'suivi-nouveau', path: '/suivis', press: 'n' },
    { name: 'suivi-renforce', path: '/suivi-renforce' },
    { name: 'veille', path: '/suivi-renforce?view=watch' },
  ];
  const own = { name: 'notifications', path: '/notifications' };
  const accounts = [
    { name: 'comptes', path: '/comptes' },
    { name: 'compte-nouveau', path: '/comptes/nouveau' },
    { name: 'compte', path: `/comptes/${scene.aide.user.id}` },
    { name: 'comptes-mis-de-cote', path: '/comptes/mis-de-cote' },
  ];
  const security = { name: 'securite', path: '/securite' };
  const shared = [
    own,
    security,
    { name: 'suppleance', path: '/suppleance' },
    { name: 'partenaires', path: '/partenaires' },
    { name: 'repartition', path: '/partenaires/repartition' },
  ];
  return {
    visitor: [
      { name: 'connexion', path: '/connexion' },
      { name: 'bienvenue', path: '/bienvenue' },
    ],
    aide: [
      { name: 'visites', path: '/' },
      { name: 'visite', path: `/visite/${visit.id}` },
      { name: 'visite-libre', path: '/visite-libre' },
      { name: 'visite-libre-personne', path: `/visite-libre/${quiet.id}` },
      { name: 'envois', path: '/envois' },
      { name: 'signaux', path: '/signaux' },
      { name: 'telephone', path: '/telephone' },
      { name: 'essai', path: '/essai' },
      own,
      security,
      { name: 'page-inconnue', path: '/nulle-part' },
    ],
    coordinator: [...queue, ...shared],
    referent: [
      ...queue,
      ...shared,
      ...accounts,
      { name: 'secteur', path: '/secteur' },
      { name: 'signaux', path: '/signaux' },
      { name: 'impact', path: '/impact' },
    ],
    administrator: [
      ...accounts,
      { name: 'comptes-secteurs', path: '/comptes/secteurs' },
      { name: 'regles', path: '/regles' },
      { name: 'impact', path: '/impact' },
      ...shared,
      { name: 'journal', path: '/journal' },
      { name: 'dossiers', path: '/dossiers' },
      { name: 'reglages', path: '/reglages' },
      { name: 'reglages-catalogue', path: '/reglages/catalogue' },
      { name: 'reglages-notifications', path: '/reglages/notifications' },
      { name: 'reglages-acces', path: '/reglages/acces' },
      { name: 'reglages-conservation', path: '/reglages/conservation' },
      { name: 'reglages-webhook', path: '/reglages/webhook' },
      { name: 'reglages-taches', path: '/reglages/taches' },
      { name: 'imports', path: '/imports' },
      { name: 'travaux', path: '/travaux' },
      { name: 'courriers', path: '/courriers' },
      { name: 'courriers-services', path: '/courriers/services' },
      { name: 'courriers-chiffres', path: '/courriers/chiffres' },
    ],
  };
}

/**
 * Goes to a screen and waits until it has its content.
 * @param {import('playwright-core').Page} page
 * @param {string} url
 * @param {Stop} stop
 */
export async function visit(page, url, { path, press }) {
  await page.goto(url + path);
  await settled(page);
  if (!press) return;
  await page.keyboard.press(press);
  await settled(page);
}

/** @param {import('playwright-core').Page} page */
export async function settled(page) {
  await page.locator('h1').first().waitFor({ state: 'attached' });
  await page.waitForFunction(() => !document.querySelector('.skeleton'));
  await page.evaluate(() => Promise.all(document.getAnimations().map((a) => a.finished.catch(() => undefined))));
}
