//! The follow-up: a dated promise about a person, and when it is due.
//!
//! Which days are working days is the federation's business, so functions that need to know are handed a test of a day.

use chrono::{Datelike as _, Days, NaiveDate, Weekday};

use crate::word::word_enum;

word_enum! {
    /// What is promised.
    pub enum FollowUpKind {
        /// A talk on the phone.
        Call = "call",
        /// A visit at home.
        Visit = "visit",
        /// Making sure of something: that the meals arrive, that the nurse came.
        Check = "check",
        /// Something else, said in the text.
        Other = "other",
    }
}

word_enum! {
    /// Where a follow-up stands.
    pub enum FollowUpState {
        /// Promised.
        Open = "open",
        /// Kept, with a result.
        Done = "done",
        /// Called off.
        Cancelled = "cancelled",
    }
}

word_enum! {
    /// What a follow-up found.
    pub enum FollowUpResult {
        /// The person or family was reached.
        Reached = "reached",
        /// Nobody was reached.
        NotReached = "not_reached",
        /// Things are better.
        Better = "better",
        /// Things are as they were.
        Same = "same",
        /// Things are worse.
        Worse = "worse",
        /// Something else, said in the text.
        Other = "other",
    }
}

word_enum! {
    /// A due day by its name. One that falls on a day off moves to the next working day.
    pub enum Preset {
        /// The day after today.
        Tomorrow = "tomorrow",
        /// Three days from today.
        InThreeDays = "in_3_days",
        /// The next Monday, never today.
        Monday = "monday",
    }
}

/// A step that cannot be taken from this state.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the follow-up is {0}")]
pub struct WrongStep(pub FollowUpState);

impl FollowUpState {
    /// Only an open one is kept.
    pub fn done(self) -> Result<Self, WrongStep> {
        self.only(Self::Open).map(|()| Self::Done)
    }

    /// Only an open one is called off.
    pub fn cancel(self) -> Result<Self, WrongStep> {
        self.only(Self::Open).map(|()| Self::Cancelled)
    }

    /// Only an open one gets another day or another owner.
    pub fn change(self) -> Result<Self, WrongStep> {
        self.only(Self::Open).map(|()| Self::Open)
    }

    /// A closed one is promised again.
    pub fn reopen(self) -> Result<Self, WrongStep> {
        if self == Self::Open { Err(WrongStep(self)) } else { Ok(Self::Open) }
    }

    fn only(self, state: Self) -> Result<(), WrongStep> {
        if self == state { Ok(()) } else { Err(WrongStep(self)) }
    }
}

/// More days off in a row than any calendar has: beyond them the day stays where it is.
const LONGEST_REST: usize = 60;

/// The first working day from `day` on.
pub fn next_working(day: NaiveDate, is_working: impl Fn(NaiveDate) -> bool) -> NaiveDate {
    day.iter_days().take(LONGEST_REST).find(|day| is_working(*day)).unwrap_or(day)
}

/// Working days that have begun since a due day: 0 on the day itself, 1 on the first working day after it.
pub fn working_days_late(due_on: NaiveDate, today: NaiveDate, is_working: impl Fn(NaiveDate) -> bool) -> usize {
    due_on.iter_days().skip(1).take_while(|day| *day <= today).filter(|day| is_working(*day)).count()
}

/// The last day on which something must have been due to be late by so many working days on `today`; none when so many working days
/// cannot be found.
pub fn late_since(today: NaiveDate, days: usize, is_working: impl Fn(NaiveDate) -> bool) -> Option<NaiveDate> {
    let begun = today.iter_days().rev().take(days.saturating_mul(LONGEST_REST)).filter(|day| is_working(*day));
    begun.take(days).nth(days.checked_sub(1)?)?.pred_opt()
}

impl Preset {
    /// The day it means, said on `today`.
    pub fn day(self, today: NaiveDate, is_working: impl Fn(NaiveDate) -> bool) -> NaiveDate {
        let ahead = match self {
            Self::Tomorrow => 1,
            Self::InThreeDays => 3,
            Self::Monday => 7 - u64::from(today.weekday().days_since(Weekday::Mon)),
        };
        next_working(today.checked_add_days(Days::new(ahead)).unwrap_or(today), is_working)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().expect("a day")
    }

    fn on_weekdays(day: NaiveDate) -> bool {
        day.weekday().days_since(Weekday::Mon) < 5
    }

    #[test]
    fn a_preset_falls_on_a_working_day() {
        // A Thursday, a Friday, a Monday.
        for (today, tomorrow, in_three, monday) in [
            ("2026-03-05", "2026-03-06", "2026-03-09", "2026-03-09"),
            ("2026-03-06", "2026-03-09", "2026-03-09", "2026-03-09"),
            ("2026-03-02", "2026-03-03", "2026-03-05", "2026-03-09"),
        ] {
            let today = day(today);
            assert_eq!(Preset::Tomorrow.day(today, on_weekdays), day(tomorrow), "{today}");
            assert_eq!(Preset::InThreeDays.day(today, on_weekdays), day(in_three), "{today}");
            assert_eq!(Preset::Monday.day(today, on_weekdays), day(monday), "{today}");
        }
    }

    #[test]
    fn a_monday_off_moves_on_and_a_calendar_without_work_leaves_the_day() {
        let easter_monday = day("2026-04-06");
        let works = |one: NaiveDate| on_weekdays(one) && one != easter_monday;
        assert_eq!(Preset::Monday.day(day("2026-04-02"), works), day("2026-04-07"));
        assert_eq!(Preset::Tomorrow.day(day("2026-04-02"), |_| false), day("2026-04-03"));
    }

    #[test]
    fn lateness_counts_working_days_alone() {
        let late = |today: &str| working_days_late(day("2026-03-05"), day(today), on_weekdays);
        assert_eq!(
            ["2026-03-04", "2026-03-05", "2026-03-06", "2026-03-08", "2026-03-09", "2026-03-10"].map(late),
            [0, 0, 1, 1, 2, 3]
        );
    }

    #[test]
    fn the_last_late_day_is_late_and_the_day_after_it_is_not() {
        let easter_monday = day("2026-04-06");
        let works = |one: NaiveDate| on_weekdays(one) && one != easter_monday;
        for today in day("2026-03-25").iter_days().take(30) {
            for days in 1..6 {
                let last = late_since(today, days, works).expect("a day");
                assert!(working_days_late(last, today, works) >= days, "{today} {days} {last}");
                let next = last.succ_opt().expect("a day");
                assert!(working_days_late(next, today, works) < days, "{today} {days} {next}");
            }
        }
        assert_eq!(late_since(day("2026-03-05"), 0, works), None);
        assert_eq!(late_since(day("2026-03-05"), 1, |_| false), None);
    }

    #[test]
    fn only_what_is_open_ends_and_only_what_ended_is_reopened() {
        use FollowUpState::{Cancelled, Done, Open};
        assert_eq!((Open.done(), Open.cancel(), Open.change()), (Ok(Done), Ok(Cancelled), Ok(Open)));
        for closed in [Done, Cancelled] {
            let wrong = Err(WrongStep(closed));
            assert_eq!((closed.done(), closed.cancel(), closed.change()), (wrong, wrong, wrong));
            assert_eq!(closed.reopen(), Ok(Open));
        }
        assert_eq!(Open.reopen(), Err(WrongStep(Open)));
    }
}
