//! Whether the time of a visit can be believed.
//!
//! A phone's clock may be wrong. Such a rating is kept and marked and shown, but never folded: one
//! wrong year must not move anybody's usual level.

use chrono::{DateTime, TimeDelta, Utc};

use crate::word::word_enum;

/// How far ahead of the server a phone's clock may run.
pub const FUTURE_TOLERANCE: TimeDelta = TimeDelta::minutes(10);

/// Beyond this age a rating says nothing about today. A phone may well be offline for weeks, not for
/// two months.
pub const TOO_OLD: TimeDelta = TimeDelta::days(60);

word_enum! {
    /// What to do with a rating, judged by its times.
    pub enum Timeliness {
        /// In time: part of the fold.
        Folded = "folded",
        /// More than ten minutes ahead of the server: kept and marked.
        Future = "future",
        /// More than sixty days before its arrival: kept and marked.
        TooOld = "too_old",
    }
}

impl Timeliness {
    /// Judges a visit's time against the time the server got the rating.
    #[must_use]
    pub fn judge(visited_at: DateTime<Utc>, received_at: DateTime<Utc>) -> Self {
        let age = received_at.signed_duration_since(visited_at);
        if age < -FUTURE_TOLERANCE {
            Self::Future
        } else if age > TOO_OLD {
            Self::TooOld
        } else {
            Self::Folded
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_limits_themselves_are_still_believed() {
        let now = DateTime::from_timestamp(1_770_000_000, 0).expect("a time");
        let second = TimeDelta::seconds(1);
        assert_eq!(Timeliness::judge(now, now), Timeliness::Folded);
        assert_eq!(Timeliness::judge(now + FUTURE_TOLERANCE, now), Timeliness::Folded);
        assert_eq!(Timeliness::judge(now + FUTURE_TOLERANCE + second, now), Timeliness::Future);
        assert_eq!(Timeliness::judge(now - TOO_OLD, now), Timeliness::Folded);
        assert_eq!(Timeliness::judge(now - TOO_OLD - second, now), Timeliness::TooOld);
    }
}
