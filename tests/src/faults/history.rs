//! What clients tried, what they were told, and what a fact means for a phone.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use uuid::Uuid;

/// What clients tried and what they were told. `K` names a thing: a rating's id, or a [`Fact`].
#[derive(Debug, Clone)]
pub struct History<K> {
    /// Sent at least once, whatever came back.
    pub attempted: BTreeSet<K>,
    /// Acknowledged: the client has forgotten its copy.
    pub acknowledged: BTreeSet<K>,
}

impl<K> Default for History<K> {
    fn default() -> Self {
        Self { attempted: BTreeSet::new(), acknowledged: BTreeSet::new() }
    }
}

impl<K: Ord> History<K> {
    /// Adds what another client did.
    pub fn merge(&mut self, other: Self) {
        self.attempted.extend(other.attempted);
        self.acknowledged.extend(other.acknowledged);
    }
}

impl<K: Ord + Clone> History<K> {
    /// Tried and acknowledged at once: a row that the rig itself has committed.
    pub fn certain(&mut self, key: K) {
        self.attempted.insert(key.clone());
        self.acknowledged.insert(key);
    }
}

/// Something that one person must hear of once.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Fact {
    pub receiver: Uuid,
    /// The tag of its notification, which names the fact.
    pub tag: String,
}

/// A message as it arrived at the push service, opened with the browser's key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seen {
    pub fact: Fact,
    pub id: Uuid,
    /// By the nodes' clock.
    pub at: DateTime<Utc>,
}
