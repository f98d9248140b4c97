//! The watch: a standing cadence of follow-ups about a person, for as long as somebody decides.
//!
//! It relaxes by itself when follow-ups are kept and things hold, and tightens by one rung at once on a new low. It ends only by
//! decision. Everything here is a function of what happened; the server carries it out.

use chrono::{Days, Months, NaiveDate};

use crate::follow_up::FollowUpResult;
use crate::rules::Severity;
use crate::word::word_enum;

word_enum! {
    /// How often somebody looks.
    pub enum Cadence {
        /// Every week.
        Weekly = "weekly",
        /// Every month.
        Monthly = "monthly",
        /// Every three months.
        Quarterly = "quarterly",
    }
}

word_enum! {
    /// Why a cadence changed.
    pub enum StepCause {
        /// Somebody decided so.
        Decision = "decision",
        /// Enough follow-ups were kept in a row, and things held.
        Kept = "kept",
        /// A grave alert about the person.
        Alert = "alert",
        /// A second moderate alert within a month.
        TwoAlerts = "two_alerts",
    }
}

/// Weekly follow-ups in a row that went well before a watch becomes monthly: a month.
pub const WEEKS_KEPT: u32 = 4;

/// Monthly ones before it becomes quarterly: a season.
pub const MONTHS_KEPT: u32 = 3;

/// Two moderate alerts within so many days are a new low.
pub const LOW_WINDOW_DAYS: u16 = 30;

impl Cadence {
    /// The day of the next look after one on `day`.
    #[must_use]
    pub fn after(self, day: NaiveDate) -> NaiveDate {
        match self {
            Self::Weekly => day.checked_add_days(Days::new(7)),
            Self::Monthly => day.checked_add_months(Months::new(1)),
            Self::Quarterly => day.checked_add_months(Months::new(3)),
        }
        .unwrap_or(day)
    }

    /// One rung up: looking more often.
    #[must_use]
    pub const fn tighter(self) -> Option<Self> {
        match self {
            Self::Weekly => None,
            Self::Monthly => Some(Self::Weekly),
            Self::Quarterly => Some(Self::Monthly),
        }
    }

    /// One rung down: looking less often.
    #[must_use]
    pub const fn looser(self) -> Option<Self> {
        match self {
            Self::Weekly => Some(Self::Monthly),
            Self::Monthly => Some(Self::Quarterly),
            Self::Quarterly => None,
        }
    }

    /// How many kept in a row take it one rung down; none on the last rung.
    #[must_use]
    pub const fn kept_needed(self) -> Option<u32> {
        match self {
            Self::Weekly => Some(WEEKS_KEPT),
            Self::Monthly => Some(MONTHS_KEPT),
            Self::Quarterly => None,
        }
    }
}

/// How many follow-ups at this cadence were kept in a row and found things better or the same, of results in their order.
///
/// Worse begins the row anew, and so does nobody reached: nothing is known of the person then. A result that says nothing about
/// how the person is neither counts nor breaks the row.
#[must_use]
pub fn kept_in_a_row(results: impl IntoIterator<Item = FollowUpResult>) -> u32 {
    results.into_iter().fold(0, |row, result| match result {
        FollowUpResult::Better | FollowUpResult::Same => row + 1,
        FollowUpResult::Reached | FollowUpResult::Other => row,
        FollowUpResult::Worse | FollowUpResult::NotReached => 0,
    })
}

/// The cadence after a follow-up was kept, if it changes: `kept` in a row, this one included.
#[must_use]
pub fn after_kept(cadence: Cadence, kept: u32) -> Option<Cadence> {
    cadence.kept_needed().filter(|needed| kept >= *needed).and_then(|_| cadence.looser())
}

/// The cadence after an alert about the person began, began again or became graver, if it changes.
///
/// `recent`: alerts about the person that were opened in the last [`LOW_WINDOW_DAYS`] days, this one included.
#[must_use]
pub fn after_alert(cadence: Cadence, severity: Severity, recent: u32) -> Option<(Cadence, StepCause)> {
    let cause = if severity >= Severity::High {
        StepCause::Alert
    } else if recent >= 2 {
        StepCause::TwoAlerts
    } else {
        return None;
    };
    cadence.tighter().map(|next| (next, cause))
}

#[cfg(test)]
mod tests {
    use super::*;
    use FollowUpResult::{Better, NotReached, Other, Reached, Same, Worse};

    fn day(text: &str) -> NaiveDate {
        text.parse().expect("a day")
    }

    #[test]
    fn the_next_look_keeps_the_day_of_the_month_where_there_is_one() {
        assert_eq!(Cadence::Weekly.after(day("2026-02-26")), day("2026-03-05"));
        assert_eq!(Cadence::Monthly.after(day("2026-01-31")), day("2026-02-28"));
        assert_eq!(Cadence::Quarterly.after(day("2026-11-30")), day("2027-02-28"));
        assert_eq!(Cadence::Weekly.after(NaiveDate::MAX), NaiveDate::MAX);
    }

    #[test]
    fn a_row_is_broken_by_worse_and_by_nobody_reached() {
        assert_eq!(kept_in_a_row([]), 0);
        assert_eq!(kept_in_a_row([Same, Better, Same]), 3);
        assert_eq!(kept_in_a_row([Same, Same, Worse, Better]), 1);
        assert_eq!(kept_in_a_row([Same, NotReached]), 0);
        assert_eq!(kept_in_a_row([Same, Reached, Other, Same]), 2);
    }

    #[test]
    fn four_good_weeks_make_it_monthly_and_three_good_months_quarterly() {
        assert_eq!(
            [3, 4, 5].map(|kept| after_kept(Cadence::Weekly, kept)),
            [None, Some(Cadence::Monthly), Some(Cadence::Monthly)]
        );
        assert_eq!([2, 3].map(|kept| after_kept(Cadence::Monthly, kept)), [None, Some(Cadence::Quarterly)]);
        assert_eq!(after_kept(Cadence::Quarterly, 99), None, "it ends only by decision");
    }

    #[test]
    fn a_grave_alert_or_a_second_one_in_a_month_steps_up_one_rung() {
        use Severity::{Critical, High, Moderate};
        for grave in [High, Critical] {
            assert_eq!(after_alert(Cadence::Quarterly, grave, 1), Some((Cadence::Monthly, StepCause::Alert)));
        }
        assert_eq!(after_alert(Cadence::Monthly, Moderate, 1), None);
        assert_eq!(after_alert(Cadence::Monthly, Moderate, 2), Some((Cadence::Weekly, StepCause::TwoAlerts)));
        assert_eq!(after_alert(Cadence::Weekly, Critical, 2), None, "there is no rung above");
    }

    #[test]
    fn every_rung_leads_to_its_neighbour_and_back() {
        for &cadence in Cadence::ALL {
            assert!(cadence.looser().is_none_or(|next| next.tighter() == Some(cadence)));
            assert!(cadence.tighter().is_none_or(|next| next.looser() == Some(cadence)));
            assert_eq!(cadence.kept_needed().is_some(), cadence.looser().is_some());
        }
    }
}
