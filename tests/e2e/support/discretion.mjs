// What may never stand on a lock screen: the name of a person, and anything about somebody's health.

/**
 * Words about health and about what aides observe, in both languages, as beginnings of words. To guard one more, add it here.
 */
const HEALTH = [
  'santé', 'moral', 'forme', 'chute', 'tomb', 'mange', 'repas', 'confus', 'douleur', 'malad', 'triste', 'fatigu', 'épuis',
  'refus', 'aidant', 'hospital', 'médic', 'health', 'mood', 'fall', 'eats', 'pain', 'sad', 'ill', 'tired', 'exhaust', 'medic',
];

/** @param {string} text */
const plain = (text) => text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();

/** @param {string} text */
const words = (text) => plain(text).split(/[^\p{L}]+/u).filter(Boolean);

/** Forms of address are not names. */
const TITLES = new Set(['m', 'mr', 'mme', 'mlle', 'monsieur', 'madame', 'mrs', 'ms', 'de', 'du', 'la', 'le', 'des', 'd', 'l']);

/**
 * @param {string} text what the lock screen shows
 * @param {string[]} names of the persons
 * @returns {string[]} what should not be there
 */
export function indiscretions(text, names) {
  const said = words(text);
  const nameWords = new Set(names.flatMap(words).filter((word) => word.length > 1 && !TITLES.has(word)));
  const health = HEALTH.map(plain);
  return said.filter((word) => nameWords.has(word) || health.some((start) => word.startsWith(start)));
}
