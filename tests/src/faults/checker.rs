//! What went in and what is there: the checker of a queue that may lose nothing, double nothing and make nothing up.
//!
//! Clients write down what they tried and what was acknowledged; in the end the checker compares that with what is stored, or with
//! what arrived at the push service. Something that was tried, not acknowledged and is there all the same is *recovered*: its answer
//! got lost. A message that arrives again with the same id and the same tag is *repeated*: the device shows one.

use std::collections::{BTreeMap, BTreeSet};

use uuid::Uuid;

use super::history::{Fact, History, Seen};

/// What is wrong with what was found. The first three empty is as it should be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verdict<K> {
    /// Acknowledged and not there.
    pub lost: Vec<K>,
    /// There more than once; for messages: told by more than one.
    pub duplicated: Vec<K>,
    /// There and never sent.
    pub unexpected: Vec<K>,
    /// There although the client was never told: allowed, and counted to show that answers did get lost.
    pub recovered: usize,
    /// Further copies of a message that was there already: allowed after a crash, and counted.
    pub repeated: usize,
}

impl<K> Verdict<K> {
    /// Whether nothing is wrong.
    pub fn is_good(&self) -> bool {
        self.lost.is_empty() && self.duplicated.is_empty() && self.unexpected.is_empty()
    }
}

/// Compares a history with what is stored in the end.
pub fn check<K: Ord + Clone>(history: &History<K>, found: &[K]) -> Verdict<K> {
    let mut counts: BTreeMap<K, usize> = BTreeMap::new();
    for key in found {
        *counts.entry(key.clone()).or_default() += 1;
    }
    let doubled = counts.iter().filter(|(_, count)| **count > 1).map(|(key, _)| key.clone()).collect();
    compare(history, &counts.into_keys().collect(), doubled, 0)
}

/// Compares a history of facts with what arrived at the phones.
pub fn check_messages(history: &History<Fact>, seen: &[Seen]) -> Verdict<Fact> {
    let mut ids: BTreeMap<Fact, BTreeSet<Uuid>> = BTreeMap::new();
    let mut facts: BTreeMap<Uuid, BTreeSet<Fact>> = BTreeMap::new();
    for message in seen {
        ids.entry(message.fact.clone()).or_default().insert(message.id);
        facts.entry(message.id).or_default().insert(message.fact.clone());
    }
    // Two messages about one fact, or one id that says two things: either way the device cannot put them together.
    let twofold = ids.iter().filter(|(_, ids)| ids.len() > 1).map(|(fact, _)| fact.clone());
    let torn = facts.values().filter(|facts| facts.len() > 1).flatten().cloned();
    let doubled: BTreeSet<Fact> = twofold.chain(torn).collect();
    let told_once: usize = ids.values().map(BTreeSet::len).sum();
    let found: BTreeSet<Fact> = ids.into_keys().collect();
    compare(history, &found, doubled.into_iter().collect(), seen.len() - told_once)
}

fn compare<K: Ord + Clone>(
    history: &History<K>,
    found: &BTreeSet<K>,
    duplicated: Vec<K>,
    repeated: usize,
) -> Verdict<K> {
    Verdict {
        lost: history.acknowledged.difference(found).cloned().collect(),
        duplicated,
        unexpected: found.difference(&history.attempted).cloned().collect(),
        recovered: found.intersection(&history.attempted).filter(|key| !history.acknowledged.contains(key)).count(),
        repeated,
    }
}
