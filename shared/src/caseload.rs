//! Reinforced follow-up: how many persons one coordinator can bear, and how often each is met at home.

use chrono::{Days, NaiveDate};

use crate::word::word_enum;

word_enum! {
    /// Where an entry of the caseload stands.
    pub enum CaseState {
        /// The person is followed closely.
        Active = "active",
        /// The coordinator is full: somebody must decide.
        Requested = "requested",
        /// It is over.
        Ended = "ended",
        /// Somebody decided against it.
        Refused = "refused",
    }
}

word_enum! {
    /// How much a coordinator has.
    pub enum Load {
        /// Bearable.
        Ok = "ok",
        /// Near the limit.
        Warning = "warning",
        /// At the limit: more only by decision.
        Full = "full",
    }
}

/// Persons from which one coordinator's load is watched: field reports put what is bearable at 20 to 30.
pub const WARNING: i64 = 25;

/// Persons from which somebody else must decide.
pub const FULL: i64 = 30;

/// A home contact a month: so many days after the last one the next is due.
pub const CONTACT_DAYS: Days = Days::new(31);

impl Load {
    /// The load of so many persons in active follow-up.
    #[must_use]
    pub const fn of(active: i64) -> Self {
        if active >= FULL {
            Self::Full
        } else if active >= WARNING {
            Self::Warning
        } else {
            Self::Ok
        }
    }
}

/// The day by which the person is to be met at home again: a month after the last time, or after the beginning.
#[must_use]
pub fn contact_due(since: NaiveDate, last: Option<NaiveDate>) -> NaiveDate {
    let from = last.map_or(since, |last| last.max(since));
    from.checked_add_days(CONTACT_DAYS).unwrap_or(from)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_load_is_watched_from_25_and_full_at_30() {
        let words = [0, 24, 25, 29, 30, 31].map(|active| Load::of(active).as_str());
        assert_eq!(words, ["ok", "ok", "warning", "warning", "full", "full"]);
    }

    #[test]
    fn a_month_counts_from_the_last_contact_or_from_the_beginning() {
        let day = |text: &str| text.parse::<NaiveDate>().expect("a day");
        assert_eq!(contact_due(day("2026-03-02"), None), day("2026-04-02"));
        assert_eq!(contact_due(day("2026-03-02"), Some(day("2026-03-20"))), day("2026-04-20"));
        // A contact of before does not make somebody late on the first day.
        assert_eq!(contact_due(day("2026-03-02"), Some(day("2025-12-01"))), day("2026-04-02"));
    }
}
