//! When somebody should have taken an alert. Plain time; working time is the calendar's.

use chrono::{DateTime, Utc};

use super::policy::AlertPolicy;
use crate::rules::finding::Severity;

/// The target of an alert that has had this severity since `from` (its opening, or the moment it
/// became graver).
#[must_use]
pub fn due_at(policy: &AlertPolicy, severity: Severity, from: DateTime<Utc>) -> DateTime<Utc> {
    from.checked_add_signed(policy.due(severity)).unwrap_or(DateTime::<Utc>::MAX_UTC)
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::TimeDelta;

    #[test]
    fn graver_alerts_want_somebody_sooner() {
        let (policy, from) = (AlertPolicy::default(), DateTime::UNIX_EPOCH);
        let waits = [Severity::Critical, Severity::High, Severity::Moderate].map(|s| due_at(&policy, s, from) - from);
        assert_eq!(waits, [TimeDelta::hours(1), TimeDelta::hours(4), TimeDelta::hours(24)]);
        assert_eq!(due_at(&policy, Severity::High, DateTime::<Utc>::MAX_UTC), DateTime::<Utc>::MAX_UTC);
    }
}
