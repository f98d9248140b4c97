//! What can become of a message, when it goes, and when to try again.
//!
//! * here: states, kinds, waiting after a failure.
//! * [`decide`]: now, later or never, from [`hours`] (quiet and duty) and [`wishes`] (what federations and people set).
//! * [`kinds`]: who can get what.
//!
//! To add a kind of message: a variant of [`MessageKind`], its urgency and its end, and the roles that get it in [`kinds`]; the words of
//! the notification live with the server's push transport.

pub mod decide;
pub mod hours;
pub mod kinds;
pub mod wishes;

use std::time::Duration;

use chrono::TimeDelta;

use crate::word::word_enum;

word_enum! {
    /// Where a message of the outbox stands.
    pub enum DeliveryState {
        /// Waits for its first try.
        Pending = "pending",
        /// A worker holds it; the lease runs out by itself.
        Leased = "leased",
        /// The push service took it. Final.
        Delivered = "delivered",
        /// Failed in a way that passes (429, 5xx, network); waits for the next try.
        Retry = "retry",
        /// The subscription no longer exists (404, 410) and was removed. Final.
        Gone = "gone",
        /// Its end came before a delivery: the news is stale. Final.
        Expired = "expired",
        /// Refused for good (other 4xx, too many tries); the administrator sees it. Final.
        Dead = "dead",
        /// The receiver has no way to be reached. Final; the administrator sees it.
        Unreachable = "unreachable",
        /// It waited for its receiver's hours and was told with others in one message. Final.
        Merged = "merged",
    }
}

impl DeliveryState {
    /// Whether nothing more will happen to the message.
    #[must_use]
    pub const fn is_terminal(self) -> bool {
        match self {
            Self::Pending | Self::Leased | Self::Retry => false,
            Self::Delivered | Self::Gone | Self::Expired | Self::Dead | Self::Unreachable | Self::Merged => true,
        }
    }
}

word_enum! {
    /// How a message leaves.
    pub enum Channel {
        /// To the receiver's browsers.
        Push = "push",
        /// To the receiver's mail address.
        Mail = "mail",
        /// To the address at which the federation's other software listens.
        Webhook = "webhook",
    }
}

word_enum! {
    /// The `Urgency` of RFC 8030: how much battery a message is worth.
    pub enum Urgency {
        /// Can wait for the charger.
        VeryLow = "very-low",
        /// Can wait for wireless network.
        Low = "low",
        /// Ordinary.
        Normal = "normal",
        /// Wakes the phone.
        High = "high",
    }
}

word_enum! {
    /// Why somebody is told something.
    pub enum MessageKind {
        /// An alert was opened or became graver.
        AlertRaised = "alert_raised",
        /// What came of the aide's rating.
        Feedback = "feedback",
        /// A done visit was not rated.
        UnratedVisit = "unrated_visit",
        /// Nobody took an alert in time.
        Escalation = "escalation",
        /// A sector will have nobody on a working day.
        CoverGap = "cover_gap",
        /// The receiver stands in for somebody from now on.
        CoverBegins = "cover_begins",
        /// An aide answered what came of her rating.
        AideReply = "aide_reply",
        /// An alert went to somebody else, because consent changed.
        CaseMoved = "case_moved",
        /// Follow-ups are due today.
        FollowUpDue = "follow_up_due",
        /// Follow-ups of others are late.
        FollowUpOverdue = "follow_up_overdue",
        /// Reinforced follow-up: a home contact is late, or a coordinator has too much.
        Caseload = "caseload",
        /// A device whose session was ended handed in ratings: somebody must look.
        Quarantine = "quarantine",
        /// What waits for somebody, in one message.
        Digest = "digest",
        /// How the user's own account is opened has changed.
        Security = "security",
        /// The user asked whether notifications work.
        Test = "test",
    }
}

impl MessageKind {
    /// How long the news is worth telling. After that the message expires.
    #[must_use]
    pub const fn ttl(self) -> TimeDelta {
        match self {
            // An alert is still work tomorrow; the day after, the queue says it better.
            Self::AlertRaised => TimeDelta::hours(24),
            // Good to know whenever the phone comes back.
            Self::Feedback => TimeDelta::days(7),
            // It waits in the timeline too.
            Self::AideReply => TimeDelta::days(2),
            // Tomorrow the visit is hard to remember.
            Self::UnratedVisit => TimeDelta::hours(12),
            // Whoever looks for the case tomorrow should know why it is gone.
            Self::CaseMoved => TimeDelta::hours(48),
            Self::Escalation => TimeDelta::hours(12),
            // The page about cover shows it until then.
            Self::CoverGap => TimeDelta::days(2),
            // After that whoever stands in has seen the banner.
            Self::CoverBegins => TimeDelta::hours(24),
            // The day they are due.
            Self::FollowUpDue => TimeDelta::hours(10),
            Self::FollowUpOverdue => TimeDelta::hours(24),
            Self::Caseload => TimeDelta::days(3),
            // They are kept for a week; the page shows them until then.
            Self::Quarantine => TimeDelta::days(3),
            // The working day it opens.
            Self::Digest => TimeDelta::hours(12),
            // Whoever comes back from a week off must still hear of it.
            Self::Security => TimeDelta::days(7),
            Self::Test => TimeDelta::minutes(10),
        }
    }

    /// How urgent the push is.
    #[must_use]
    pub const fn urgency(self) -> Urgency {
        match self {
            Self::AlertRaised | Self::Escalation | Self::Security | Self::Test => Urgency::High,
            Self::UnratedVisit
            | Self::AideReply
            | Self::CoverGap
            | Self::CoverBegins
            | Self::CaseMoved
            | Self::FollowUpDue
            | Self::FollowUpOverdue
            | Self::Caseload
            | Self::Quarantine
            | Self::Digest => Urgency::Normal,
            Self::Feedback => Urgency::Low,
        }
    }
}

/// The wait after the first failed try.
pub const FIRST_WAIT: Duration = Duration::from_secs(10);

/// The longest wait: a push service that is back should not be left alone for hours.
pub const LONGEST_WAIT: Duration = Duration::from_secs(3_600);

/// How long to wait after failed try number `attempt` (the first is 1).
///
/// Doubles from 10 s up to 1 h. `jitter` from 0 to 1 spreads the upper half of the wait, so that
/// many messages that failed together do not return together. What the service asks for in
/// `Retry-After` is a lower bound, itself bounded by the longest wait.
#[must_use]
pub fn backoff(attempt: u32, jitter: f64, retry_after: Option<Duration>) -> Duration {
    let doublings = attempt.saturating_sub(1).min(16);
    let full = FIRST_WAIT.saturating_mul(1 << doublings).min(LONGEST_WAIT);
    let jitter = if jitter.is_finite() { jitter.clamp(0.0, 1.0) } else { 0.5 };
    let wait = full.mul_f64(0.5 + 0.5 * jitter);
    match retry_after {
        Some(asked) => wait.max(asked.min(LONGEST_WAIT)),
        None => wait,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_double_up_to_an_hour() {
        let waits: Vec<u64> = (1..=11).map(|n| backoff(n, 1.0, None).as_secs()).collect();
        assert_eq!(waits, [10, 20, 40, 80, 160, 320, 640, 1_280, 2_560, 3_600, 3_600]);
        assert_eq!(backoff(u32::MAX, 1.0, None), LONGEST_WAIT);
        assert_eq!(backoff(0, 0.0, None), Duration::from_secs(5));
        assert!(backoff(3, f64::NAN, None) <= Duration::from_secs(40));
    }

    #[test]
    fn a_service_that_asks_for_patience_gets_it_within_reason() {
        assert_eq!(backoff(1, 0.0, Some(Duration::from_secs(17))), Duration::from_secs(17));
        assert_eq!(backoff(1, 0.0, Some(Duration::from_secs(86_400))), LONGEST_WAIT);
        assert_eq!(backoff(5, 1.0, Some(Duration::from_secs(1))), Duration::from_secs(160));
    }

    #[test]
    fn a_leased_message_is_not_settled() {
        let open: Vec<_> = DeliveryState::ALL.iter().filter(|s| !s.is_terminal()).collect();
        assert_eq!(open, [&DeliveryState::Pending, &DeliveryState::Leased, &DeliveryState::Retry]);
    }
}
