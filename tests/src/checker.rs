//! What went in and what is there: the checker of a queue that may lose nothing, double nothing and make nothing up.

use std::collections::{BTreeMap, BTreeSet};

use uuid::Uuid;

/// What clients tried and what they were told.
#[derive(Debug, Clone, Default)]
pub struct History {
    /// Sent at least once, whatever came back.
    pub attempted: BTreeSet<Uuid>,
    /// Acknowledged: the client has forgotten its copy.
    pub acknowledged: BTreeSet<Uuid>,
}

impl History {
    /// Adds what another client did.
    pub fn merge(&mut self, other: Self) {
        self.attempted.extend(other.attempted);
        self.acknowledged.extend(other.acknowledged);
    }
}

/// What is wrong with what was found. All empty is as it should be.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Verdict {
    /// Acknowledged and not there.
    pub lost: Vec<Uuid>,
    /// There more than once.
    pub duplicated: Vec<Uuid>,
    /// There and never sent.
    pub unexpected: Vec<Uuid>,
    /// There although the client was never told: allowed, and counted to show that answers did get lost.
    pub recovered: usize,
}

impl Verdict {
    /// Whether nothing is wrong.
    pub fn is_good(&self) -> bool {
        self.lost.is_empty() && self.duplicated.is_empty() && self.unexpected.is_empty()
    }
}

/// Compares a history with what is stored in the end.
pub fn check(history: &History, found: &[Uuid]) -> Verdict {
    let mut counts: BTreeMap<Uuid, usize> = BTreeMap::new();
    for id in found {
        *counts.entry(*id).or_default() += 1;
    }
    let there = |id: &&Uuid| counts.contains_key(*id);
    Verdict {
        lost: history.acknowledged.iter().filter(|id| !there(id)).copied().collect(),
        duplicated: counts.iter().filter(|(_, count)| **count > 1).map(|(id, _)| *id).collect(),
        unexpected: counts.keys().filter(|id| !history.attempted.contains(id)).copied().collect(),
        recovered: counts.keys().filter(|id| !history.acknowledged.contains(id)).count(),
    }
}
