//! The order of the queue: open before closed, graver first, then the one due first, then by id so
//! that the order never wavers.

use std::cmp::Reverse;

use chrono::{DateTime, Utc};

use crate::ids::AlertId;
use crate::rules::finding::Severity;

/// Sorts alerts into triage order: the smallest key is looked at first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct TriageKey {
    closed: bool,
    severity: Reverse<Severity>,
    due_at: DateTime<Utc>,
    id: AlertId,
}

impl TriageKey {
    /// The key of one alert.
    #[must_use]
    pub const fn new(closed: bool, severity: Severity, due_at: DateTime<Utc>, id: AlertId) -> Self {
        Self { closed, severity: Reverse(severity), due_at, id }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::TimeDelta;
    use uuid::Uuid;

    #[test]
    fn the_gravest_open_alert_that_is_due_first_comes_first() {
        let id = |n| AlertId::from(Uuid::from_u128(n));
        let due = |hours| DateTime::UNIX_EPOCH + TimeDelta::hours(hours);
        let expected = [
            TriageKey::new(false, Severity::Critical, due(5), id(9)),
            TriageKey::new(false, Severity::High, due(1), id(4)),
            TriageKey::new(false, Severity::High, due(2), id(1)),
            TriageKey::new(false, Severity::High, due(2), id(2)),
            TriageKey::new(false, Severity::Moderate, due(0), id(3)),
            TriageKey::new(true, Severity::Critical, due(0), id(0)),
        ];
        let mut sorted = expected;
        sorted.reverse();
        sorted.sort();
        assert_eq!(sorted, expected);
    }
}
